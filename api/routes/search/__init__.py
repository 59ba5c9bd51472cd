"""Routes of searches, saved searches and batches."""
