"""The rows of THE table: every attribute that is compared, its levels and what they mean."""
