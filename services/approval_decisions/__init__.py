"""Decisions of second persons: what each kind does to its subject, and the list of approvals."""
