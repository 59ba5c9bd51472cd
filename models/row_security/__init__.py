"""Row-level security on PostgreSQL: database roles, policies and the functions that enforce
them.
"""
