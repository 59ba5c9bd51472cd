"""Row-level security on PostgreSQL: database roles, policies and their functions."""
