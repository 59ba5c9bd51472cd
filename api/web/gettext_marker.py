"""How a message is marked for translating where it stands; it is translated where it is shown."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name under which extractors of messages find it
    """Mark a message for translating; it is returned as it is."""
    return message
