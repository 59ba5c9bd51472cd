"""The first chapter: each question, the number that decides it, and what remains unknown.

This chapter is built last, from the others.
"""

from __future__ import annotations

from core.codes.case import DeadlineKind
from reports.assumptions import ReportInputs
from reports.figure_builder import FigureBuilder
from reports.figures import Paragraph, Provenance, Section, Table


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the first chapter, with the answers, from figures of the other chapters."""
    bounds = draft.bounded(
        "answers.deadlines",
        "deadlines",
        {"kept": "kept"},
        {"deadline": DeadlineKind.FIRST_REVIEW, "kept": ("kept", "missed")},
        "Of the deadlines for a first human review that were met or ran out, those met in time",
    )
    rows = (
        (
            "Technical: are the children found?",
            (
                "Of the true pairs of synthetic people {matching.synthetic.recall} are found, and"
                " {matching.synthetic.precision} of the proposed pairs are true. By a sample of"
                " decisions in this store: {matching.decisions.sample.precision}."
            ),
            "How well real records of real children match. None was ever compared.",
        ),
        (
            "Legal: are the rules followed?",
            (
                "Of the open records, {protection.consented} have a valid consent. Of the requests"
                " that ended, {protection.released} were released. Of the strong candidates,"
                f" {bounds} were reviewed in time."
            ),
            "Whether each state's law allows it. Its data protection authority decides that.",
        ),
        (
            "Operational: can people do it?",
            (
                "People review {work.candidates} pairs per 1,000 records. At a million records"
                " this needs {work.ahead.0.5.1m.officers} in a first year."
            ),
            "Whether agencies would take part, and answer each other at night.",
        ),
        (
            "Quality: are the records good enough?",
            (
                "Of the records of missing and found people, {quality.enough} have two or more"
                " independent kinds of evidence, and {quality.placeholder} have a placeholder as"
                " date of birth."
            ),
            "Whether the recorded facts are true.",
        ),
        (
            "Cost: what does a confirmed match cost?",
            (
                "A confirmed match costs {cost.confirmed_match.staff} of people's time and"
                " {cost.confirmed_match.machine} of processors: {cost.cores.1m} match a million"
                f" records in a night.{_running(draft)}"
            ),
            "The cost of care, interpreters, training and lawyers, which is larger.",
        ),
    )
    decision = Paragraph(_decision(draft))
    limit = Paragraph(
        "This is a prototype's report about itself. A number marked as simulated or assumed is no"
        " evidence about any real store, even if its interval is narrow. Measured numbers are valid"
        " for this store only.",
        is_limit=True,
    )
    table = Table(
        "Five questions",
        ("Question", "The number that decides it", "What remains unknown"),
        rows,
    )
    return Section("answers", "The answer first", (decision, table, limit))


def _running(draft: FigureBuilder) -> str:
    """Return a sentence about the assumed running cost of one central store.

    Without compared options it says that the numbers include no running cost. The cost of
    processors only would be misleading.
    """
    if "options.central.running_eur" not in draft.figures:
        return " Neither number includes the running cost of a store."
    return " The assumed running cost of one central store is {options.central.running_eur} a year."


def _decision(draft: FigureBuilder) -> str:
    """Return the sentence at the top: the measured result, or that there is none yet."""
    precision = draft.known("matching.decisions.sample.precision")
    limits = (
        " By extrapolation, a nightly cross-match of a million records needs {cost.cores.1m}, and"
        " the review of its proposals {work.ahead.0.5.1m.officers} for a year. The limit is"
        " therefore the number of people, not of machines."
    )
    if precision.value is None or precision.tag is not Provenance.MEASURED:
        return (
            "On synthetic people a European matching service finds {matching.synthetic.recall} of"
            " the true pairs. For the people of this store this is not shown yet, because too few"
            " randomly drawn pairs were decided." + limits
        )
    return (
        "Of the pairs that the matching service proposes in this store,"
        " {matching.decisions.sample.precision} are one person, by decisions on "
        "randomly drawn pairs." + limits
    )
