"""Use cases of Homeward: each checks permission, does one thing and writes the audit log.

The caller opens the session. No module here knows HTTP or Celery.
"""
