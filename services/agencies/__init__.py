"""Agencies, their accounts, and how people sign in."""
