"""Schemas of candidate pairs and decisions."""
