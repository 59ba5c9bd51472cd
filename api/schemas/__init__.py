"""What requests and responses look like; what is public is listed by hand."""
