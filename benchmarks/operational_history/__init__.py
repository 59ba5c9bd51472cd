"""A store in use: acts of synthetic people after an import, through the services."""
