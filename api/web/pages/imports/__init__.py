"""Pages of imports of files."""
