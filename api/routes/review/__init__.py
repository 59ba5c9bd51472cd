"""Routes of possible matches and decisions."""
