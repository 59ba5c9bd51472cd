"""Running the installation: schedules, jobs, backup, keys and upgrades."""
