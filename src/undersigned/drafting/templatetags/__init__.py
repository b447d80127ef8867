"""Template tags of letters in the making."""
