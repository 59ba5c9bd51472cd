"""Visibility of records and pairs for an agency, its notices, and the desks it may call."""
