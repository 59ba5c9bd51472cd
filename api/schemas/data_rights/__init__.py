"""Schemas of requests of people about their own data, and retention."""
