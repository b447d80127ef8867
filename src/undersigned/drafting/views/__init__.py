"""What the pages of a letter in the making show and take. Nothing here writes: actions do."""
