"""Pages of published counts and reports."""
