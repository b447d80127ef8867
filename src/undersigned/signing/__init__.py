"""A signature from intake to its end."""
