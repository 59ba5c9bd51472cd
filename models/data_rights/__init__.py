"""Tables of requests of people about their own data."""
