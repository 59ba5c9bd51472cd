"""Registering, reading, editing and erasing records."""
