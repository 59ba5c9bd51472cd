"""Schemas of imports of files."""
