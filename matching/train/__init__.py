"""Estimates what the engine ships: parameters from public data, never from anybody's records. Not
used in matching.

An installation may fit weights of its own from the levels of pairs that its people decided: levels,
never values.
"""
