"""Routes of candidate pairs and decisions."""
