"""Codes of the closed sets that are stored: kinds, states, outcomes. One enum for each set."""
