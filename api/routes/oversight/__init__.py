"""Routes of the audit log, alerts and samples of searches."""
