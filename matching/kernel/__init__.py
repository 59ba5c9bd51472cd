"""The compiled comparison of two people, column against column; `pair.score_pairs` is the only scorer there is."""
