"""Policy tables of a record: alerts, dates, photographs, printed forms and retention."""
