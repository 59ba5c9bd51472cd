"""Estimation of the shipped parameters from public data, never from personal records.

The engine does not use it when matching. An installation may fit its own weights from the levels of
pairs that its users decided. It uses levels, never values.
"""
