"""Routes of published counts and reports."""
