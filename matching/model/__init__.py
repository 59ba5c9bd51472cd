"""The model: levels, weights, u-probabilities and probabilities."""
