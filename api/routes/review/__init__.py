"""Routes of candidate pairs and verdicts."""
