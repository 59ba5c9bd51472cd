"""The pages: rendered on the server, without inline script, by the functions behind /v1."""
