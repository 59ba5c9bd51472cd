"""Background work: a Celery application of thin tasks, handlers, and the scheduler process."""
