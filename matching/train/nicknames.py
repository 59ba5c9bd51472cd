"""Groups for `matching.names.tokens.name_variants` from lists of short forms and translations.

The module validates the lists: a row with anything but names is refused, so that no list can relate
all names.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from matching.errors import TrainingError
from matching.names.text.particles import DROPPED
from matching.names.text.scripts import romanised
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.name_variants import DISTINCT, GROUPS, KINDS, NICKNAME
from matching.train.provenance import write_provenance

OWN_FILE: Final = "ours.csv"
ENGLISH_FILE: Final = "nicknames.csv"
MAX_NAME_LENGTH: Final = 32  # letters of a written form
MAX_NAMES: Final = 96  # forms per row of this project's list; short forms per English name
MAX_GROUPS: Final = 48  # a short form of more names carries no information
_OURS_COLUMNS: Final = ["kind", "language", "name", "others"]
_ENGLISH_COLUMNS: Final = ["name1", "relationship", "name2"]
_OWN: Final = {
    "source": "own: written for this table from common knowledge",
    "licence": "the project's",
}
_CARLTONNORTHERN: Final = {"source": "carltonnorthern/nicknames", "licence": "Apache-2.0"}
_BETWEEN: Final = " .-'"  # signs that may separate the letters of a written name


class NameGroup(NamedTuple):
    """One group of related names: its kind, one of `KINDS`, and the written forms.

    The full name comes first.
    """

    kind: str
    forms: tuple[str, ...]


def build_groups(folder: Path, out: Path) -> dict[str, Any]:
    """Write `out`/groups.tsv from `folder`/nicknames.csv and `out`/ours.csv; return the provenance.

    The provenance is written too. A form that is not a single token (two words, an article, a
    single letter) is omitted and counted. Raises TrainingError for a missing list and, with the
    line, for an invalid row.
    """
    sources = {}
    lines: list[str] = []
    for path, is_confirmed, groups in (
        (out / OWN_FILE, _OWN, _own_groups(out / OWN_FILE)),
        (folder / ENGLISH_FILE, _CARLTONNORTHERN, _english(folder / ENGLISH_FILE)),
    ):
        left_out: list[str] = []
        written = [line for group in groups if (line := _line(group, left_out))]
        sources[path.name] = {
            **is_confirmed,
            "groups": {kind: sum(line.startswith(kind) for line in written) for kind in KINDS},
            "forms": sum(line.count(" ") + 1 for line in written),
            "left out": len(left_out),
        }
        lines += written
    lines = sorted(set(lines), key=lambda line: (KINDS.index(line.split("\t")[0]), line))
    _refuse_names_of_all(lines)
    (out / GROUPS).write_text("\n".join(lines) + "\n", encoding="ascii")
    return write_provenance(out, "nicknames --names DIR", {"sources": sources})


def _line(group: NameGroup, left_out: list[str]) -> str:
    """Return a group's line; empty if too few names remain.

    The minimum is two, or one for a group of distinct names.
    """
    names: list[str] = []
    for form in group.forms:
        tokens = name_tokens(form)
        name = romanised(tokens[0]).decode() if len(tokens) == 1 else ""
        if len(name) < 2 or tokens[0] in DROPPED or not name.removeprefix("~").isalpha():
            left_out.append(form)
        elif name not in names:
            names.append(name)
    return (
        f"{group.kind}\t{' '.join(names)}" if len(names) > (group.kind != KINDS[DISTINCT]) else ""
    )


def _refuse_names_of_all(lines: list[str]) -> None:
    counts = Counter(name for line in lines for name in line.split("\t")[1].split(" "))
    for name, count in counts.items():
        if count > MAX_GROUPS:
            raise TrainingError(
                f"{name!r} is related to {count} names, over the limit of {MAX_GROUPS}"
            )


def _own_groups(path: Path) -> Iterator[NameGroup]:
    for number, row in _rows(path, _OURS_COLUMNS):
        kind, _, names, other_names = row
        # It belongs to this group only, whatever its similarity.
        is_only_name = kind == KINDS[DISTINCT] and not other_names
        forms = tuple(
            form.strip()
            for form in (names if is_only_name else f"{names}|{other_names}").split("|")
        )
        if kind not in KINDS:
            raise TrainingError(f"{path.name} line {number}: the kind is one of {', '.join(KINDS)}")
        yield _checked(NameGroup(kind, forms), path, number)


def _english(path: Path) -> Iterator[NameGroup]:
    forms_by_name: dict[str, list[str]] = {}
    for number, (name, relation, other_name) in _rows(path, _ENGLISH_COLUMNS):
        if relation != "has_nickname":
            raise TrainingError(f"{path.name} line {number}: the relationship is has_nickname")
        forms_by_name.setdefault(name, [name]).append(other_name)
        _checked(NameGroup(KINDS[NICKNAME], tuple(forms_by_name[name])), path, number)
    for forms in forms_by_name.values():
        yield NameGroup(KINDS[NICKNAME], tuple(forms))


def _checked(group: NameGroup, path: Path, number: int) -> NameGroup:
    """Return a group whose forms may be names; raises TrainingError with the line otherwise."""
    if len(group.forms) > MAX_NAMES:
        raise TrainingError(
            f"{path.name} line {number}: {len(group.forms)} names in one group, {MAX_NAMES} at most"
        )
    for form in group.forms:
        if not form or not all(letter.isalpha() or letter in _BETWEEN for letter in form):
            raise TrainingError(f"{path.name} line {number}: a form that is not letters")
        if len(form) > MAX_NAME_LENGTH:
            raise TrainingError(
                f"{path.name} line {number}: a form of {len(form)} letters, over {MAX_NAME_LENGTH}"
            )
    return group


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each row, without the header.

    Raises TrainingError for a missing or unreadable file, other columns, or a row with another
    number of cells.
    """
    try:
        rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"no list {path.name} in {path.parent}") from error
    if not rows or rows[0] != columns:
        raise TrainingError(
            f"no list {path.name} with the columns {', '.join(columns)} in {path.parent}"
        )
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(columns):
            raise TrainingError(f"{path.name} line {number}: {len(row)} cells, not {len(columns)}")
        yield number, row
