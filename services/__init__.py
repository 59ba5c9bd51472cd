"""Use cases: who may do what, and its audit. Sessions come opened from outside; nothing here knows
HTTP or Celery.
"""
