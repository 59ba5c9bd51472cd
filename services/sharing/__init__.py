"""Visibility of records and matches for an agency, its notifications, and the desks it may call."""
