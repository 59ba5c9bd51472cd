"""Chapter: data quality. Fields, births, scripts, evidence, and the value of one more field."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from core.codes.records import RecordKind
from core.codes.review import MatchState
from core.policy.sharing.evidence import EVIDENCE_FIELDS
from reports.assumptions import ReportInputs
from reports.figure_builder import FigureBuilder, unless_withheld
from reports.figures import Block, Definition, Paragraph, Provenance, Section, Table
from reports.formatting import describe_code
from services.statistics.definitions import DIMENSION_CODES
from services.statistics.inconsistencies import INCONSISTENCIES

MAX_AGENCIES = 20
_KNOWN = tuple(code for code in DIMENSION_CODES["bits_given"] if code != "unknown")
# people to match; records that trace a relative are few
_PEOPLE = (RecordKind.MISSING, RecordKind.FOUND)
# attribute of the engine -> field whose completeness shows how often it could be compared
_FIELD_OF = {
    attribute: EVIDENCE_FIELDS[attribute]
    for attribute in (
        "birth_place",
        "event",
        "phone",
        "document",
        "relative",
        "height",
        "eyes",
        "hair",
        "marks",
    )
}


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about the quality of the data."""
    people = {"kind": _PEOPLE}
    enough = draft.bounded(
        "quality.enough",
        "evidence",
        {"evidence_kinds": ("2", "3", "4+")},
        people,
        "Records with two or more independent kinds of evidence: name, birth, phone, document,"
        " relative, mark",
    )
    placeholder = draft.bounded(
        "quality.placeholder",
        "births",
        {"birth_known": "placeholder"},
        people,
        "Records whose date of birth is a placeholder, so that only its year counts",
    )
    contradicting = draft.bounded(
        "quality.contradictory",
        "births",
        {"birth_known": "contradictory"},
        people,
        "Records with dates of birth more than a year apart",
    )
    native = draft.bounded(
        "quality.native",
        "scripts",
        {"script": tuple(code for code in DIMENSION_CODES["script"] if code != "latin_only")},
        people,
        "Records with a name in its original script, with or without Latin letters",
    )
    blocks: list[Block] = [
        Paragraph(
            f"Of the records, {enough} have two or more independent kinds of evidence. The others"
            f" can hardly be matched. Of the dates of birth, {placeholder} are placeholders."
            f" Of the records, {contradicting} have dates of birth more than a year apart, and"
            f" {native} have a name in its original script."
        ),
        draft.bars(
            "quality.evidence",
            "evidence",
            "Independent kinds of evidence in a record",
            "evidence_kinds kind",
        ),
        draft.crossed("quality.birth", "births", "Precision of dates of birth", "birth_known kind"),
        draft.crossed("quality.script", "scripts", "Scripts of names", "script kind"),
        _fields(draft),
        *_agencies(draft),
        _gained(inputs, draft),
        *_completeness_tables(draft),
        *_contradicting(draft),
        Paragraph(
            "Within one record, only dates of birth can contradict each other; sex, height and"
            " place of birth have one value each. Records with many contradictions are seldom"
            " confirmed as one person, so the counts of pairs are too low. Counts do not show"
            " whether a fact is true. The value of one more field is computed from synthetic"
            " people; how often their fields are right depends on the generator.",
            is_limit=True,
        ),
    ]
    return Section("quality", "Data quality", tuple(blocks))


def _fields(draft: FigureBuilder) -> Table:
    query = "cube completeness: held = yes / all, of the field and kind"
    rows = [
        (
            describe_code(field),
            *(
                draft.bounded(
                    f"quality.field.{field}.{kind}",
                    "completeness",
                    {"held": "yes"},
                    {"kind": kind, "field": field},
                    "Share of the records that have a value for the field",
                    query=query,
                )
                for kind in DIMENSION_CODES["kind"]
            ),
        )
        for field in DIMENSION_CODES["field"]
    ]
    return Table(
        "Records that have a field",
        ("Field", *map(describe_code, DIMENSION_CODES["kind"])),
        tuple(rows),
    )


def _agencies(draft: FigureBuilder) -> Iterator[Table]:
    """Yield completeness by agency, in two tables of half the fields each, so that they fit a page.

    Only kinds are used whose number of records at the agency is published.
    """
    half = len(DIMENSION_CODES["field"]) // 2
    for fields, caption in (
        (DIMENSION_CODES["field"][:half], "The same by agency"),
        (DIMENSION_CODES["field"][half:], "The same by agency, further fields"),
    ):
        yield _of_agencies(draft, fields, caption)


def _of_agencies(draft: FigureBuilder, fields: Sequence[str], caption: str) -> Table:
    text = (
        "Share of an agency's records that have a value for the field, for kinds whose number is"
        " published"
    )
    rows = []
    for agency in draft.counts.codes("completeness", "agency")[:MAX_AGENCIES]:
        kinds = DIMENSION_CODES["kind"]
        table_rows = tuple(
            kind
            for kind in kinds
            if draft.counts.sum("agencies", agency=agency, kind=kind).value is not None
        )
        cells = [
            draft.bounded(
                f"quality.agency.{agency}.{field}",
                "completeness",
                {"held": "yes"},
                {"agency": agency, "field": field, "kind": table_rows or kinds},
                text,
                query="cube completeness: held = yes / all, of the agency and field",
            )
            for field in fields
        ]
        rows.append((agency, *cells))
    return Table(caption, ("Agency", *map(describe_code, fields)), tuple(rows))


def _gained(inputs: ReportInputs, draft: FigureBuilder) -> Table:
    """Return the mean bits of each attribute in true pairs, and the gain if every record had it."""
    rows = []
    for of in sorted(
        inputs.benchmarks.bits, key=lambda row: -(row.bits / row.known if row.known else 0.0)
    ):
        bits = Definition(
            "Mean bits that the attribute adds to a true pair if both sides have it; 1 bit doubles"
            " the odds.",
            "benchmarks: bits / known, 1.96 standard errors",
        )
        mean = of.bits / of.known if of.known else None
        error = (
            math.sqrt(max(0.0, of.squares / of.known - mean**2) / of.known)
            if mean is not None
            else 0.0
        )
        interval = None if mean is None else (mean - 1.96 * error, mean + 1.96 * error)
        share = _share_held(draft, _FIELD_OF.get(of.attribute, ""))
        gains = (
            [] if share is None or mean is None else sorted((1 - end**2) * mean for end in share)
        )
        gained = Definition(
            "Mean bits that a true pair would gain if every record had the field: the share of"
            " pairs without it, times its mean bits. Values that are only given because a form"
            " asks for them may be worth less.",
            "(1 - held^2) x mean bits; held: share in cube completeness, of missing and found"
            " people, with the limits that withheld cells allow",
        )
        rows.append(
            (
                describe_code(of.attribute),
                draft.add(
                    f"quality.bits.{of.attribute}",
                    mean,
                    "bits",
                    Provenance.SIMULATED,
                    bits,
                    interval=interval,
                ),
                draft.add(
                    f"quality.known.{of.attribute}",
                    of.known / of.pairs if of.pairs else None,
                    "share",
                    Provenance.SIMULATED,
                    Definition(
                        "True pairs in which both sides have the attribute.",
                        "benchmarks: known / pairs",
                    ),
                ),
                (
                    draft.add(
                        f"quality.gain.{of.attribute}",
                        unless_withheld(
                            gains[0] if gains and gains[0] == gains[1] else None,
                            is_withheld=bool(gains),
                        ),
                        "bits",
                        Provenance.SIMULATED,
                        gained,
                        interval=(gains[0], gains[1]) if gains and gains[0] != gains[1] else None,
                    )
                    if of.attribute in _FIELD_OF
                    else ""
                ),
            )
        )
    head = (
        "Attribute",
        "Bits where known",
        "Known on both sides",
        "Gain if every record had it",
    )
    return Table("Value of a field", head, tuple(rows))


def _completeness_tables(draft: FigureBuilder) -> Iterator[Table]:
    """Yield the evidence of each attribute in confirmed pairs: known, for, strong, against."""
    counts = draft.counts
    columns = (
        ("known", "Known on both sides", _KNOWN),
        ("for", "Evidence for one person", ("0-2", "2-6", "6-12", "12+")),
        ("much", "Six bits or more", ("6-12", "12+")),
        ("against", "Evidence against", ("contradicts", "<0")),
    )
    whole = counts.sum("outcomes", outcome=MatchState.CONFIRMED)
    if not whole.value:
        return
    rows = []
    for attribute in DIMENSION_CODES["attribute"]:
        of = {"outcome": MatchState.CONFIRMED, "attribute": attribute}
        cells = [
            draft.bounded(
                f"quality.given.{attribute}.{name}",
                "attribute_bits",
                {"bits_given": codes},
                of,
                f"Share of the confirmed pairs: {words[:1].lower()}{words[1:]}",
                query="cube attribute_bits: outcome = confirmed, the row's attribute",
            )
            for name, words, codes in columns
        ]
        rows.append((describe_code(attribute), *cells))
    head = ("Attribute", *(words for _, words, _ in columns))
    yield Table("Evidence of each field in confirmed pairs", head, tuple(rows))


def _contradicting(draft: FigureBuilder) -> Iterator[Block]:
    """Yield how often the two records of a confirmed pair contradict each other, by attribute."""
    caption = "Contradictions between the two records of one person"
    if not draft.counts.sum("outcomes", outcome=MatchState.CONFIRMED).value:
        text = f"{caption} are not shown: fewer than eleven pairs are confirmed."
        yield Paragraph(text, is_limit=True)
        return
    rows = []
    for attribute, (_, words) in INCONSISTENCIES.items():
        of = {"outcome": MatchState.CONFIRMED, "attribute": attribute}
        table_rows = [
            draft.bounded(
                f"quality.{name}.{attribute}",
                "attribute_bits",
                {"bits_given": codes},
                of,
                text,
                query=(
                    "cube attribute_bits: outcome = confirmed, the row's attribute; of all"
                    " confirmed pairs"
                ),
            )
            for name, codes, text in (
                (
                    "compared",
                    _KNOWN,
                    "Share of the confirmed pairs in which both records have the attribute",
                ),
                (
                    "contradicting",
                    "contradicts",
                    f"Share of the confirmed pairs whose records contradict: {words}",
                ),
            )
        ]
        rows.append((describe_code(attribute), words, *table_rows))
    head = ("Attribute", "Contradiction", "Known on both sides", "Contradicting")
    yield Table(f"{caption}, confirmed pairs", head, tuple(rows))


def _share_held(draft: FigureBuilder, field: str) -> tuple[float, float] | None:
    """Return the limits of the share of records that have a field; None if unknown."""
    if not field:
        return None
    bounds = draft.counts.bounds("completeness", {"held": "yes"}, {"field": field, "kind": _PEOPLE})
    return None if bounds.low is None or bounds.high is None else (bounds.low, bounds.high)
