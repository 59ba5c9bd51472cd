"""Schemas of consent of the person."""
