"""Policy tables: permitted actions, contents of views, and retention periods."""
