"""Programs that write a committed document from a table; a test compares each with its table."""
