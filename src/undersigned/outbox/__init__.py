"""Mail to be sent."""
