"""Search for people, and its limits."""
