"""Tables of jobs and of answered creates."""
