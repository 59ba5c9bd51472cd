"""Schemas of requests and answers. Public fields are listed by hand."""
