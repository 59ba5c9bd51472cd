"""Schemas of the state of the installation and its work."""
