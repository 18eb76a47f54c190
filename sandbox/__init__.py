"""Faithful stand-ins for Teamleader, Twikey and Slack, for tests and the demo.

They answer as the real systems answer, traps included, and never touch a network
other than loopback. Nothing here imports the bot, and the bot imports nothing from
here except ``bot.cli`` for the demo.
"""
