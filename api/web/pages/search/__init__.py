"""Pages of searches, saved searches and batches."""
