"""Schemas of requests for disclosure, grants and exports."""
