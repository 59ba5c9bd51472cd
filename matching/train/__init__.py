"""Estimates what the engine ships: parameters from public data, never from anybody's records. Not used at run time."""
