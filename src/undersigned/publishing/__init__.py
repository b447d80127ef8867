"""The static pages, made from the record."""
