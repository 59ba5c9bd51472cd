"""Tables, sessions and migrations: what is stored, never who may see it."""
