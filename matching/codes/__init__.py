"""Code lists of the compared attributes and of countries."""
