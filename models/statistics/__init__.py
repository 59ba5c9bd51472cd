"""Tables of published counts and reports."""
