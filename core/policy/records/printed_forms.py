"""The table of printed forms: the facts of a missing report on each form, and its required lines.

The forms follow the forms of the receiving side, so that data need not be typed again. They have
the data of a SIS alert (Regulation (EU) 2018/1862, Article 20(3), letters in the comments; the
minimum by Article 22), and those of a request for a Yellow Notice (INTERPOL, Rules on the
Processing of Data, Article 90 f., to be checked against the current form). Both are from memory: to
be checked by a lawyer. A form has identity and appearance. It never has free text, a place of care,
information from an exploiter, or declarations. Of the responsible agency's facts it has those that
the alert needs (`ALSO_PRINTED`).
"""

from __future__ import annotations

import dataclasses

from core.codes.records import RecordKind

# Kinds of record with printed forms. Documents of a found child need a disclosure, and a family's
# search is not given to the police.
PRINTED_KINDS = frozenset({RecordKind.MISSING})


@dataclasses.dataclass(frozen=True, slots=True)
class FormLine:
    """A line of a form, filled from columns of the record.

    `is_needed`: the form is refused if all of the columns are empty. `name` defaults to the first
    column. A line without columns is left blank and filled in by hand.
    """

    columns: tuple[str, ...]
    is_needed: bool = False
    name: str = ""

    @property
    def code(self) -> str:
        """Return the code of the line's label."""
        return self.name or self.columns[0]


def _needed(*columns: str, name: str = "") -> FormLine:
    return FormLine(columns, is_needed=True, name=name)


def _lines(*columns: str) -> tuple[FormLine, ...]:
    return tuple(FormLine((column,)) for column in columns)


def _blank(*names: str) -> tuple[FormLine, ...]:
    return tuple(FormLine((), name=name) for name in names)


# Facts for the responsible agency only that an alert needs: kind of case (r), decision (m), holder
# of biometrics (x) (y). A Yellow Notice needs the last.
ALSO_PRINTED = frozenset({"category", "sis_category", "sis_decision", "biometrics_held"})
# A line that follows from a column: the action on a hit (n), from the SIS category.
ACTION_LINE = "hit_action"
_BIOMETRICS = (FormLine(("biometrics_held",), name="biometrics"),)
_DESCRIPTION = _lines("height_cm", "eyes", "hair", "marks")
_AROUND = (FormLine(("clothing",)), FormLine(("relatives",)), FormLine(("phones",)))
_DOCUMENTS = (FormLine(("documents",)),)


@dataclasses.dataclass(frozen=True, slots=True)
class FormSection:
    """A section of a form: a heading and its lines."""

    heading: str
    lines: tuple[FormLine, ...]


# form -> its sections
PRINTED_FORMS: dict[str, tuple[FormSection, ...]] = {
    "police": (
        FormSection(
            "who",
            _lines(
                "full_name",
                "given_names",
                "family_names",
                "name_native",
                "aliases",
                "birth_date",
                "age",
                "sex",
            ),
        ),
        FormSection("origin", _lines("nationalities", "languages", "birth_place", "documents")),
        FormSection(
            "missing_since", (*_lines("event_date", "event_country", "event_place", "category"),)
        ),
        FormSection("looks", (*_DESCRIPTION, *_AROUND)),
        FormSection("signed", _blank("photo_handed_over", "taken_by", "signature")),
    ),
    "sis_missing": (
        FormSection(
            "who",
            (
                _needed("family_names", "full_name", name="family_names"),  # (a)
                FormLine(("given_names",)),  # (b)
                *_lines("name_native", "aliases"),  # (d)
                _needed("birth_date", "age"),  # (g)
                *_lines("birth_known", "birth_place", "sex", "nationalities"),  # (f) (h) (i)
            ),
        ),
        FormSection("papers", _DOCUMENTS),  # (q) (s) (t) (u)
        FormSection("looks", _DESCRIPTION),  # (e)
        # fields k and r of the form
        FormSection(
            "case",
            (_needed("category"), *_lines("event_date", "event_country", "event_place"), *_AROUND),
        ),
        # fields r, m, n, x and y of the form
        FormSection(
            "alert",
            (
                *_lines("sis_category"),
                FormLine(("sis_decision",), name="decision"),
                FormLine((ACTION_LINE,), name="action"),
                *_BIOMETRICS,
            ),
        ),
        FormSection("signed", _blank("taken_by", "signature")),  # (l)
    ),
    "interpol_yellow": (
        FormSection(
            "who",
            (
                _needed("family_names"),
                _needed("given_names"),
                *_lines("full_name", "name_native", "aliases"),
                _needed("birth_date", "age"),
                _needed("sex"),
                *_lines("nationalities", "birth_place", "languages"),
            ),
        ),
        FormSection(
            "missing_since",
            (_needed("event_date"), _needed("event_country"), *_lines("event_place", "category")),
        ),
        FormSection(
            "looks",
            (
                _needed("photo", "height_cm", "eyes", "hair", "marks", name="photo"),
                *_DESCRIPTION,
                *_AROUND,
            ),
        ),
        FormSection("papers", _DOCUMENTS),
        FormSection(
            "request",
            (
                *_blank("police_report", "whereabouts_unknown", "may_be_published"),
                *_BIOMETRICS,
            ),
        ),
        FormSection("signed", _blank("taken_by", "signature")),
    ),
}
