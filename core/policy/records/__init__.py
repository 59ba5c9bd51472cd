"""Policy tables of a record: dates, photographs, printed forms and retention."""
