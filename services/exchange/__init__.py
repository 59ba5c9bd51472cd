"""Forms in which records come in and go out: one module a format, rows in between."""
