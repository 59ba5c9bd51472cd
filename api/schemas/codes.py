"""The sets of codes of the API: those of the tables of policy and of the intake row."""

from __future__ import annotations

from api.schemas.common import Answer
from core.code_sets import CODE_SETS
from core.intake import INTAKE_FIELDS, NOT_KNOWN, IntakeField, Kind, Part
from core.policy.sharing.views import SHARING_VIEWS
from matching.codes import code_lists

# the sets of columns that the engine or the sharing rules read, without `NOT_KNOWN`
READ_SETS: dict[str, tuple[str, ...]] = {
    "birth_known": code_lists.BIRTH_KNOWN,
    "calendar": code_lists.CALENDARS,
    "document_type": code_lists.DOCUMENT_TYPES,
    "eyes": code_lists.EYES,
    "hair": code_lists.HAIR,
    "mark_kind": code_lists.MARK_KINDS,
    "mark_part": code_lists.MARK_PARTS,
    "mark_side": code_lists.MARK_SIDES,
    "phone_owner": code_lists.PHONE_OWNERS,
    "relation": code_lists.RELATIONS,
    "sex": (*code_lists.SEX, "U"),
    "sharing": tuple(str(view) for view in SHARING_VIEWS),
}


def column_codes(field: IntakeField | Part) -> tuple[str, ...]:
    """Return the codes that a column, or a part of one, is read with; () without a closed set."""
    if field.accepted:
        return (*map(str, field.accepted), *NOT_KNOWN)
    return READ_SETS.get(field.codes, ()) if field.kind is Kind.CODE else ()


def every_set() -> dict[str, tuple[str, ...]]:
    """Return the codes of each set by its name."""
    columns: list[IntakeField | Part] = [*INTAKE_FIELDS]
    columns += [part for field in INTAKE_FIELDS for part in field.parts]
    code_sets = {part.codes: column_codes(part) for part in columns if column_codes(part)}
    return dict(sorted((CODE_SETS | READ_SETS | code_sets).items()))


class CodeOut(Answer):
    """A code, and its label by language (ISO 639-1)."""

    code: str
    labels: dict[str, str]


class CodeSetOut(Answer):
    """A set of codes. A field of a request names its set in the document as `x-code-set`."""

    name: str
    codes: list[CodeOut]


class CodeSetList(Answer):
    """The sets by name."""

    sets: list[CodeSetOut]
