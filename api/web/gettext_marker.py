"""Marker for messages that are translated later, where they are shown."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name under which extractors of messages find it
    """Mark a message for translation and return it unchanged."""
    return message
