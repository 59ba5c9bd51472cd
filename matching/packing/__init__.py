"""Packed rows from facts, and columns from packed rows."""
