"""Processes: supervision by the parent, heartbeats, stop signals, and scheduling priority."""
