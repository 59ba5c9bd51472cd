"""Schemas of published counts and reports."""
