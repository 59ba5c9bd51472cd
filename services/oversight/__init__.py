"""Reading and verifying the audit log, samples of searches, and decoys."""
