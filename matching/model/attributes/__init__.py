"""The rows of the attribute table: every compared attribute, its levels and their meaning."""
