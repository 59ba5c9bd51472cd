"""Codes of closed sets that are stored, such as kinds, states and outcomes. One enum per set."""
