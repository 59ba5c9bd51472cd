"""Chapter: method. Versions, seeds, assumptions and a glossary."""

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
    ("Candidate", "a pair whose band is possible or strong, and which a person should review"),
    (
        "Calibration",
        "agreement of probabilities with reality: of pairs with probability 0.9, 90 % should be"
        " true",
    ),
    ("Consent", "the person's written agreement; it is not the legal basis"),
    (
        "Cube",
        (
            "a table of counts published each night; cells below eleven are withheld before it is"
            " stored"
        ),
    ),
    ("Confirmed match", "a pair that both sides confirmed to be one person"),
    ("Precision", "the share of proposed pairs that are true"),
    ("Recall", "the share of true pairs that are proposed"),
    (
        "Silent match",
        "a search found a record that the searching person may not see; only its responsible"
        " agency is notified",
    ),
    ("Decision", "a person's decision about a pair: same, different, cannot tell"),
)


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about the method: versions, seeds, assumptions and a glossary."""
    benchmarks = inputs.benchmarks
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
        len(benchmarks.seeds),
        "count",
        Provenance.SIMULATED,
        Definition("Synthetic worlds with known truth.", "benchmarks: seeds"),
    )
    size = draft.add(
        "method.size",
        benchmarks.records,
        "records",
        Provenance.SIMULATED,
        Definition("Records of each world.", "benchmarks: records"),
    )
    return Section(
        "method",
        "Method and limits",
        (
            Paragraph(
                "The report uses counts that are published each night, and a file of benchmarks. It"
                " never opens a record: the database and the import rules of the program prevent"
                " it. Cells below eleven are withheld, with others that would reveal them. A"
                " withheld number is marked as withheld and never guessed. A sum with a withheld"
                " cell is withheld too, or shown as the limits that published cells give."
            ),
            Paragraph(
                f"Synthetic truth: {worlds} worlds of {size} records, profile"
                f" `{benchmarks.profile}`, seeds {', '.join(map(str, benchmarks.seeds))}, engine"
                f" {benchmarks.engine_version}, measured {benchmarks.measured_at}."
                " `python benchmarks/feasibility.py --out FILE` writes the file again."
                " benchmarks/README.md compares the engine with others."
            ),
            Paragraph(
                "The same counts and the same file give the same figures. A stored report gives the"
                " same bytes each time it is read."
            ),
            Table("Assumptions", ("Assumption", "Value", "Reason"), tuple(rows)),
            Table("Glossary", ("Term", "Meaning"), _GLOSSARY),
        ),
    )
