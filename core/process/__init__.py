"""Processes: watching the parent, signs of life, and scheduling priority."""
