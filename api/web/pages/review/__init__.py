"""Pages of candidate pairs and verdicts."""
