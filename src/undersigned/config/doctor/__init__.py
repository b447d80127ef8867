"""`undersigned doctor`: what commonly goes wrong with an instance, looked at without a change."""
