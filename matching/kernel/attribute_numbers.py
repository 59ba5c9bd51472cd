"""Numbers of the attributes with a kernel of their own, as constants for compiled code."""

from __future__ import annotations

from matching.model.levels import ATTRIBUTE_NAMES

NAME = ATTRIBUTE_NAMES.index("name")
BIRTH = ATTRIBUTE_NAMES.index("birth")
ORIGIN = ATTRIBUTE_NAMES.index("origin")
BIRTH_PLACE = ATTRIBUTE_NAMES.index("birth_place")
EVENT = ATTRIBUTE_NAMES.index("event")
PHONE = ATTRIBUTE_NAMES.index("phone")
DOCUMENT = ATTRIBUTE_NAMES.index("document")
RELATIVE = ATTRIBUTE_NAMES.index("relative")
HEIGHT = ATTRIBUTE_NAMES.index("height")
MARKS = ATTRIBUTE_NAMES.index("marks")
SENSITIVE_MARKS = ATTRIBUTE_NAMES.index("sensitive_marks")
ETHNICITY = ATTRIBUTE_NAMES.index("ethnicity")
INTERVAL = ATTRIBUTE_NAMES.index("interval")
HOME = ATTRIBUTE_NAMES.index("home")
