"""The invented letter that a newcomer opens first."""
