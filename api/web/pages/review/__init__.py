"""Pages of possible matches and decisions."""
