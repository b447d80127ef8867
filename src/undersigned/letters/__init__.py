"""Letters, their editions and addenda."""
