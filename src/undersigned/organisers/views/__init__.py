"""Pages of an account: allauth's with what must come with them, and our own."""
