"""Base templates, assets and error pages."""
