"""Pages of candidate pairs and decisions."""
