"""Visibility of records and pairs for an agency, its notifications, and the desks it may call."""
