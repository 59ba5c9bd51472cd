"""Tokens of names: tables, similarity, frequency and variants."""
