"""The import engine: which invoice goes to Twikey, which does not, and why."""
