"""Modules of pages: each parses a form, calls the interface's function and shows its answer."""
