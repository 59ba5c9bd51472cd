"""The classes of sensitivity: each class of a record is sealed on its own."""

from __future__ import annotations

import enum


class FieldClass(enum.StrEnum):
    """How sensitive a fact is; each class of a record is sealed on its own."""

    F0 = "F0"
    F1 = "F1"
    F2 = "F2"
    F2A = "F2a"
    F2B = "F2b"
    F3 = "F3"
    F4A = "F4a"
    F4B = "F4b"
    F5 = "F5"
    F6 = "F6"
