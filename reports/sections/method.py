"""How the numbers came about: versions, seeds, assumptions, what the words mean."""

from __future__ import annotations

from reports.assumptions import ASSUMPTIONS, ReportInputs
from reports.figure_builder import FigureBuilder
from reports.figures import Definition, Paragraph, Provenance, Section, Table

_GLOSSARY = (
    (
        "Bit",
        (
            "the base-2 logarithm of a Bayes factor: 1 bit doubles the odds that two records are"
            " one person"
        ),
    ),
    ("Candidate", "a pair whose band is possible or strong, so that somebody should look at it"),
    ("Calibration", "of the pairs said to be true with some probability, so many should be true"),
    ("Consent", "the person's written word; a legal basis is another thing and stands beside it"),
    (
        "Cube",
        (
            "a table of counts published each night; cells under eleven are withheld before it is"
            " stored"
        ),
    ),
    ("Hit", "a pair that both sides confirmed to be one person"),
    ("Precision", "the share of what is proposed that is true"),
    ("Recall", "the share of what is true that is proposed"),
    ("Silent hit", "a search met a record its asker may not see; its owner alone is told"),
    ("Verdict", "what a person decided of a pair: same, different, cannot tell"),
)


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Make the chapter."""
    found = inputs.benchmarks
    rows = []
    for name, assumption in ASSUMPTIONS.items():
        definition = Definition(
            f"Assumed: {assumption.reason}.",
            "reports.assumptions.ASSUMPTIONS, or `assumptions` of the file",
        )
        value = draft.add(
            f"method.{name}", inputs.assumed(name), assumption.unit, Provenance.ASSUMED, definition
        )
        rows.append((name.replace("_", " "), value, assumption.reason))
    worlds = draft.add(
        "method.worlds",
        len(found.seeds),
        "count",
        Provenance.SIMULATED,
        Definition("Synthetic worlds with known truth.", "benchmarks: seeds"),
    )
    size = draft.add(
        "method.size",
        found.records,
        "records",
        Provenance.SIMULATED,
        Definition("Records of each world.", "benchmarks: records"),
    )
    return Section(
        "method",
        "Method and limits",
        (
            Paragraph(
                "The report is made of counts that are published each night and of a file of"
                " benchmarks. It never opens a record: the database refuses it, and so does the"
                " program's own rule of what may import what. Cells under eleven are withheld, with"
                " others that would tell them; what is withheld is so written, never guessed. A sum"
                " with a withheld cell is withheld whole, or told as the two ends that the"
                " published cells leave it."
            ),
            Paragraph(
                f"Synthetic truth: {worlds} worlds of {size}, profile `{found.profile}`, seeds"
                f" {', '.join(map(str, found.seeds))}, engine {found.engine_version}, measured"
                f" {found.measured_at}. `python benchmarks/feasibility.py --out FILE` makes the"
                " file again; whole runs with peers stand in benchmarks/README.md."
            ),
            Paragraph(
                "Made again from the same counts and the same file, every figure of this report is"
                " the same; a report that is kept gives the same bytes each time it is read."
            ),
            Table("What was assumed", ("Assumption", "Value", "Why this one"), tuple(rows)),
            Table("Words", ("Word", "Meaning"), _GLOSSARY),
        ),
    )
