"""The Slack app: what people see, and the one place where everything is put together."""
