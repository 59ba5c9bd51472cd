"""Tables of match keys, matches and scores."""
