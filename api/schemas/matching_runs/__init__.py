"""Schemas of runs over the store and the evidence of matches."""
