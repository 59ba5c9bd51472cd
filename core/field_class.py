"""The classes of sensitivity. Each class of a record is sealed separately."""

from __future__ import annotations

import enum


class FieldClass(enum.StrEnum):
    """The sensitivity of a fact. Each class of a record is sealed separately."""

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
