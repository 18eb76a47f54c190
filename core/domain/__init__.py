"""What the business is about: pure values and decisions, no clock, no log, no I/O."""
