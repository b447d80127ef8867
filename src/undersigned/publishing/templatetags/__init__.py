"""Template tags of the static pages."""
