"""Imports of files: upload, rows, worker, dry run and undo."""
