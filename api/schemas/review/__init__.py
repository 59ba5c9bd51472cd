"""Schemas of possible matches and decisions."""
