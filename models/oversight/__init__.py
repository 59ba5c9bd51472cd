"""Tables of the audit log, alerts, decoys and samples."""
