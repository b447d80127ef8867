"""What visitors see and send. Nothing here writes: actions do."""
