"""The Slack app: what people see, and the one place where all is put together."""
