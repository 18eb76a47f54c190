"""The outside systems, each behind a port: foreign JSON stops here."""
