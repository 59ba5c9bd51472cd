"""Intake rows to facts: cells, dates, addresses, documents and phones."""
