"""Imports of files: their rows, the worker, dry runs and undoing."""
