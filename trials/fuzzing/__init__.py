"""What is fuzzed: one module for each group of rooms, and what they share."""
