"""Comparing records: candidates, scores, runs and weights."""
