"""Tables of match keys, pairs and scores."""
