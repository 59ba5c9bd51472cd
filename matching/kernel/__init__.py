"""The compiled comparison of two people, column against column; `scorer.score_pairs` is the only
scorer there is.
"""
