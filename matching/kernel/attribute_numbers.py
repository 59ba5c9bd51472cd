"""The numbers of the attributes that have a kernel of their own, as constants of compiled code."""

from __future__ import annotations

from matching.model.levels import NAMES

NAME = NAMES.index("name")
BIRTH = NAMES.index("birth")
ORIGIN = NAMES.index("origin")
BIRTH_PLACE = NAMES.index("birth_place")
EVENT = NAMES.index("event")
PHONE = NAMES.index("phone")
DOCUMENT = NAMES.index("document")
RELATIVE = NAMES.index("relative")
HEIGHT = NAMES.index("height")
MARKS = NAMES.index("marks")
SENSITIVE_MARKS = NAMES.index("sensitive_marks")
ETHNICITY = NAMES.index("ethnicity")
INTERVAL = NAMES.index("interval")
HOME = NAMES.index("home")
