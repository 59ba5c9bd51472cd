"""Which records an agency may see, what it may know of pairs, and whom it is told to call."""
