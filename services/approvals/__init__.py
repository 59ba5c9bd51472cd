"""Approvals: ask, decide and withdraw, by the table of kinds."""
