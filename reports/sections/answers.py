"""The first page: each question, the number that decides it, and what this prototype cannot tell.
Made last.
"""

from __future__ import annotations

from core.codes.case import DeadlineKind
from reports.assumptions import ReportInputs
from reports.figure_builder import FigureBuilder
from reports.figures import Paragraph, Provenance, Section, Table


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Make the chapter from figures that the others made."""
    bounds = draft.bounded(
        "answers.clocks",
        "clocks",
        {"kept": "kept"},
        {"clock": DeadlineKind.FIRST_REVIEW, "kept": ("kept", "missed")},
        "Of the clocks to a first human look that were met or ran out, those met in time",
    )
    rows = (
        (
            "Technical: are they found?",
            (
                "Of the true pairs of synthetic people {matching.synthetic.recall} are found, and"
                " {matching.synthetic.precision} of what is proposed is true. By a sample of"
                " verdicts in this store: {matching.verdicts.sample.precision}."
            ),
            "How well real records of real children match. None was ever compared.",
        ),
        (
            "Legal: is it done as permitted?",
            (
                "A consent in force stands behind {protection.consented} of open records;"
                f" {{protection.released}} of the requests that ended were released, and {bounds}"
                " of"
                " strong candidates were looked at in time."
            ),
            "Whether each state's law allows it. That is for its data protection authority to say.",
        ),
        (
            "Operational: can people do it?",
            (
                "{work.candidates} to look at for 1,000 records; at a million records"
                " {work.ahead.0.5.1m.officers} in a first year."
            ),
            "Whether agencies would take part, and answer each other at night.",
        ),
        (
            "Quality: are the records good enough?",
            (
                "Two or more independent kinds of evidence stand in {quality.enough} of the records"
                " of missing and found people, a placeholder for a birth in {quality.placeholder}."
            ),
            "Whether what is written down is true.",
        ),
        (
            "Cost: what is a hit worth in money?",
            (
                "{cost.hit.staff} of people's time for a confirmed hit, and {cost.hit.machine}"
                " of processors: {cost.cores.1m} match a million records in a"
                f" night.{_running(draft)}"
            ),
            "What care, interpreters, training and lawyers cost; they outweigh all of it.",
        ),
    )
    verdict = Paragraph(_verdict(draft))
    limit = Paragraph(
        "This is a prototype's report on itself. Where a number is marked as simulated or assumed"
        " it is no evidence about any real store, however narrow its interval; measured ones speak"
        " of this store alone.",
        is_limit=True,
    )
    table = Table(
        "Five questions",
        ("Question", "The number that decides it", "What cannot be told from here"),
        rows,
    )
    return Section("answers", "The answer first", (verdict, table, limit))


def _running(draft: FigureBuilder) -> str:
    """Say what running a store is assumed to cost, where options were compared: processors alone
    would mislead.
    """
    if "options.central.running_eur" not in draft.figures:
        return " Running a store day and night is in neither number."
    return (
        " Running one store of everybody day and night is assumed at {options.central.running_eur}"
        " a year."
    )


def _verdict(draft: FigureBuilder) -> str:
    """Return the sentence at the top: what holds by measurement, else that it does not yet."""
    precision = draft.known("matching.verdicts.sample.precision")
    limits = (
        " A night's cross-match of a million records is extrapolated to take {cost.cores.1m},"
        " looking at what it proposes {work.ahead.0.5.1m.officers} for a year: people who look"
        " limit it before machines do."
    )
    if precision.value is None or precision.tag is not Provenance.MEASURED:
        return (
            "On synthetic people a European matching service finds {matching.synthetic.recall} of"
            " the true pairs; on this store's own people it is not shown yet, because too few pairs"
            " that chance drew were decided to tell." + limits
        )
    return (
        "Of what the matching service proposes in this store, {matching.verdicts.sample.precision}"
        " is one person, by people's verdicts on pairs that chance drew." + limits
    )
