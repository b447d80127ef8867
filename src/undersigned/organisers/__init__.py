"""People who run letters."""
