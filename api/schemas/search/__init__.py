"""Schemas of searches, saved searches and batches."""
