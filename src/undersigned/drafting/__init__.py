"""Letters written, published and handed over in the browser."""
