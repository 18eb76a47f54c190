"""The outside world: HTTP, time, Teamleader and Twikey. Foreign JSON stops here."""
