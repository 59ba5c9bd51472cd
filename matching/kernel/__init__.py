"""The compiled comparison of two people. `scorer.score_pairs` is the only scorer."""
