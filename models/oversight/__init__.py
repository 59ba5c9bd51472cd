"""Tables of the audit log, alerts, canaries and samples."""
