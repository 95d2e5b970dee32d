"""Facts in, reports out, settings."""
