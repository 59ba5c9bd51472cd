"""Chapter: people in the store, delay of registration, and overlap of the agencies' lists."""

from __future__ import annotations

from collections import Counter

from core.codes.records import RecordKind
from core.codes.review import MatchState
from core.counted_facts import COUNTED_FACTS
from reports.assumptions import ReportInputs
from reports.estimates import estimate_population
from reports.figure_builder import FigureBuilder, unless_withheld
from reports.figures import Block, Definition, Paragraph, Provenance, Section, Table
from reports.formatting import describe_code
from services.statistics.definitions import DIMENSION_CODES

_PEOPLE = (RecordKind.MISSING, RecordKind.FOUND)
# statistic of a coded fact -> caption of its table; other tables are named after their column
CAPTIONS: dict[str, str] = {
    "sis_categories": "Records by category of Article 32(1) of the SIS Regulation",
    "sis_statuses": "Records by status of the alert in SIS",
    "interpol_statuses": "Records by status of the Interpol Yellow Notice",
    "europol_statuses": "Records that Europol knows of by a message in SIENA",
    "trafficking_statuses": "Records by trafficking status",
    "trafficking_bases": "Records by basis of the trafficking status",
    "exploitations": "Records by form of exploitation",
    "means_of_control": "Records by means of control",
    "recruiters": "Records by recruiter",
}
MAX_PAIRS = 15  # of agencies, those with most in common first
_CHANGES = (
    ("kinds", "records open"),
    ("outcomes", "pairs with a score"),
    ("searches", "searches for a person"),
    ("disclosures", "requests for disclosure"),
    ("erasures", "records erased"),
)


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about the people in the store, late registration and overlapping lists."""
    counts = inputs.counts
    total = draft.count("coverage.records", counts.sum("kinds"), "open records of every kind")
    by_kind = [
        draft.count(
            f"coverage.records.{kind}",
            counts.sum("kinds", kind=kind),
            f"open records of kind {kind}",
        )
        for kind in DIMENSION_CODES["kind"]
    ]
    blocks: list[Block] = [
        Paragraph(
            f"The store has {total} open records: {by_kind[0]} of missing people, {by_kind[1]} of"
            f" found people, {by_kind[2]} that trace a relative, and {by_kind[3]} of people who are"
            " not missing but must be kept from travelling. Decoy records and restricted records"
            " are not counted."
        ),
        draft.crossed(
            "coverage.category", "categories", "Records by category and kind", "category kind"
        ),
        draft.crossed(
            "coverage.state",
            "states",
            "Records by state of the responsible agency and kind",
            "state kind",
        ),
        draft.crossed(
            "coverage.age",
            "age_bands",
            "Records by age band on the day of counting",
            "age_band kind",
        ),
        draft.crossed("coverage.sex", "sexes", "Records by sex and kind", "sex kind"),
        draft.crossed(
            "coverage.origin",
            "origins",
            "Records by part of the world of the nationality",
            "origin kind",
        ),
        draft.bars(
            "coverage.delay", "delays", "Days from last seen or found to registration", "days kind"
        ),
        *_declaration_facts(draft),
        *_overlap(inputs, draft),
    ]
    if inputs.earlier is not None:
        blocks.append(_changes(inputs, draft))
    blocks.append(
        Paragraph(
            "Cells below eleven, and cells that would reveal one, are withheld before they are"
            " stored. These numbers do not show how many children are missing, only how many were"
            " registered.",
            is_limit=True,
        )
    )
    return Section("coverage", "Coverage", tuple(blocks))


def _declaration_facts(draft: FigureBuilder) -> list[Block]:
    """Return the counts that point 5 of the Brussels Declaration asks for."""
    facts = [fact for fact in COUNTED_FACTS if fact.cube != "categories"]
    tables = [
        draft.crossed(
            f"coverage.{fact.cube}",
            fact.cube,
            CAPTIONS.get(fact.cube, f"Records by {describe_code(fact.dimension).lower()}"),
            f"{fact.dimension} kind",
            **({fact.held: "yes"} if fact.is_multiple else {}),
        )
        for fact in facts
    ]
    return [
        Paragraph(
            "Point 5 of the Brussels Declaration asks for specifically recorded details of missing"
            " people who are believed to be victims of traffickers, in conjunction with Interpol"
            " and Europol, and names unaccompanied minors. The next tables count these facts in the"
            " records. Sensitive facts of a found person are counted only with consent."
        ),
        *tables,
        draft.crossed(
            "coverage.guardian",
            "guardians",
            "Records by kind of the guardian in charge",
            "guardian kind",
        ),
    ]


def _overlap(inputs: ReportInputs, draft: FigureBuilder) -> list[Block]:
    counts = inputs.counts
    counts_by_pair: Counter[tuple[str, str]] = Counter()
    for (outcome, _, _, first, second), n in counts.cells("overlap").items():
        if outcome == MatchState.CONFIRMED and first != second and n:
            counts_by_pair[first, second] += n
    rows = []
    definition = Definition(
        "The number of people on the lists of the two agencies or on neither list. The estimate"
        " assumes that the population does not change, that being on one list does not change the"
        " chance of being on the other, that everybody has the same chance to be on a list, that no"
        " list has a person twice, and that the matching finds every common pair. None of these is"
        " exactly true. Children who are handed from one agency to another make the number too"
        " small, pairs not found make it too large.",
        "Chapman (n1 + 1)(n2 + 1)/(m + 1) - 1 with Chao's log-normal interval; n of cube agencies,"
        " m of cube overlap (outcome = confirmed)",
    )
    for (first, second), both in sorted(counts_by_pair.items(), key=lambda row: (-row[1], row[0]))[
        :MAX_PAIRS
    ]:
        sizes = [counts.sum("agencies", agency=agency, kind=_PEOPLE) for agency in (first, second)]
        name = f"coverage.overlap.{first}.{second}"
        text = "open records of the agency, of missing and found people"
        known_sizes = [size.value for size in sizes]
        people = (
            None
            if known_sizes[0] is None or known_sizes[1] is None
            else estimate_population(known_sizes[0], known_sizes[1], both)
        )
        query = "cube agencies: sum of the cells of the agency, kind = missing or found"
        rows.append(
            (
                f"{first} and {second}",
                draft.count(f"{name}.first", sizes[0], text, query=query),
                draft.count(f"{name}.second", sizes[1], text, query=query),
                draft.count(
                    f"{name}.both",
                    counts.sum(
                        "overlap", outcome=MatchState.CONFIRMED, agency_a=first, agency_b=second
                    ),
                    "confirmed pairs of the two agencies",
                    "pairs",
                    query="cube overlap: outcome = confirmed, the row's agencies",
                ),
                draft.estimate(f"{name}.people", people, "people", Provenance.MEASURED, definition),
            )
        )
    if not rows:
        return [
            Paragraph(
                "No two agencies have eleven confirmed pairs in common. The number of people who"
                " are on none of their lists therefore cannot be estimated.",
                is_limit=True,
            )
        ]
    head = (
        "Agencies",
        "Records of the first",
        "Records of the second",
        "Confirmed in common",
        "People, estimated",
    )
    return [Table("Overlap of lists (capture and recapture)", head, tuple(rows))]


def _changes(inputs: ReportInputs, draft: FigureBuilder) -> Table:
    rows = []
    for cube, text in _CHANGES:
        now = inputs.counts.sum(cube)
        earlier = inputs.earlier.sum(cube) if inputs.earlier is not None else now
        is_withheld = now.is_withheld or earlier.is_withheld
        change = None if now.value is None or earlier.value is None else now.value - earlier.value
        definition = Definition(
            f"{text}: change between the two counts",
            f"cube {cube}: sum now minus the sum at `since`",
        )
        rows.append(
            (
                describe_code(text),
                draft.add(
                    f"coverage.change.{cube}",
                    unless_withheld(change, is_withheld=is_withheld),
                    "count",
                    Provenance.MEASURED,
                    definition,
                ),
            )
        )
    return Table("Change since the earlier count", ("Count", "Change"), tuple(rows))
