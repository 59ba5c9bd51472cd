"""Background work: a Celery application of thin tasks, a table of handlers, and the scheduler
process.
"""
