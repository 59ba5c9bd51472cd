"""Routes of imports of files."""
