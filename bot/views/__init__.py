"""What people see: pure functions from domain values to messages."""

from bot.views.blocks import Block, Message, speaker

__all__ = ["Block", "Message", "speaker"]
