"""Disclosure of a record to a named person: requests, steps, grants and exports."""
