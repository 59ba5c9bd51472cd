"""Schemas of candidate pairs and verdicts."""
