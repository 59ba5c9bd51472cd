"""Tables of searches and series of queries."""
