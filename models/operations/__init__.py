"""Tables of jobs, schedules and idempotency keys."""
