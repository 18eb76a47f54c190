"""The command line ``twikey-bot``."""
