"""What the desk shows and takes. Nothing here writes: actions do."""
