"""Statements for either database: bulk rows, lists, arrays, locks and upserts."""
