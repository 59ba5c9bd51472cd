"""Searching for people, and the limits of it."""
