"""The facts of a packed row by group, as name, birth or place. Compares no rows."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from typing import Final

from matching.packing.features import HEADER, SECTIONS, section_lengths

# group -> its sections of the packed row. A relative's name can add a composed name of the person
# (names/composed_names.py), and an address can be written into any column of places, so these are
# one group each.
FACT_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "name": (
        "relatives",
        "names",
        "name_lengths",
        "name_letters",
        "relative_lengths",
        "relative_letters",
    ),
    "birth": ("births",),
    "place": (
        *("spots", "places", "homes", "home_numbers", "birth_place_lengths", "birth_place_letters"),
        *("place_lengths", "place_letters", "home_lengths", "home_letters"),
    ),
    "phone": ("phones", "phone_flags"),
    "document": ("documents", "document_signs"),
    "origin": ("nations", "languages", "ethnicities"),
    "body": ("body", "height", "marks", "mark_words"),
}
# group -> the sections that identify a person if they hold anything. Births are read by
# `_has_month`.
_IDENTIFYING: Final = {
    "name": ("name_letters", "relative_letters"),
    "phone": ("phones",),
    "document": ("documents",),
    "body": ("marks",),
}
MONTH_DAYS: Final = 31  # a birth identifies a person if it is known to the month
# bytes at the end of a section: the day of the height is the day of the event
_CUT: Final = {"height": 4}
_AT: Final = {section: number for number, section in enumerate(SECTIONS)}
_BIRTH: Final = struct.Struct("<8i")


def _spans(sections: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """Yield (first section, end section, bytes cut off) for each run of neighbouring sections."""
    run: list[int] = []
    for section in sorted(sections, key=_AT.__getitem__):
        if run and (_AT[section] != run[-1] + 1 or section in _CUT):
            yield run[0], run[-1] + 1, 0
            run = []
        run.append(_AT[section])
        if section in _CUT:
            yield run[0], run[0] + 1, _CUT[section]
            run = []
    if run:
        yield run[0], run[-1] + 1, 0


_SPANS: Final = tuple(tuple(_spans(sections)) for sections in FACT_GROUPS.values())


def group_bytes(packed: bytes) -> tuple[bytes, ...]:
    """Return the bytes of each group of `FACT_GROUPS`, b"" for an empty one.

    Equal facts give equal bytes.
    """
    edges = _edges(packed)
    return tuple(
        b"".join([packed[edges[first] : edges[last] - cut] for first, last, cut in spans])
        for spans in _SPANS
    )


def identifying_groups(packed: bytes) -> frozenset[int]:
    """Return the positions in `FACT_GROUPS` of the groups that identify a person.

    Such a group holds a name, a birth, a number or a mark.
    """
    edges = _edges(packed)
    groups = {
        group
        for group, sections in _IDENTIFYING.items()
        if any(edges[_AT[section] + 1] > edges[_AT[section]] for section in sections)
    }
    if _has_month(packed[edges[_AT["births"]] : edges[_AT["births"] + 1]]):
        groups.add("birth")
    return frozenset(position for position, group in enumerate(FACT_GROUPS) if group in groups)


def _has_month(births: bytes) -> bool:
    return any(birth[1] - birth[0] < MONTH_DAYS for birth in _BIRTH.iter_unpack(births))


def _edges(packed: bytes) -> list[int]:
    """Return where each section starts, and the end of the last one."""
    return list(itertools.accumulate(section_lengths(packed), initial=HEADER.size))
