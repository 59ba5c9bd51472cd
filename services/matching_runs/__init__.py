"""Comparison of records: candidates, scores, runs and weights."""
