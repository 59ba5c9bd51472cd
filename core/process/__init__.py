"""Processes: supervision by the parent, heartbeats, and scheduling priority."""
