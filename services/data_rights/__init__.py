"""Requests of people about their own data, and retention."""
