"""Chapter: work for people.

Candidates, reviews, minutes, queues, and officers for larger stores.
"""

from __future__ import annotations

from reports.assumptions import ReportInputs
from reports.counts import Bounds
from reports.estimates import Estimate, fit_power_law, wilson_share
from reports.figure_builder import FigureBuilder
from reports.figures import Block, Definition, Paragraph, Provenance, Section, Table
from services.statistics.definitions import DECIDED_STATES, WAITING_STATES

PROJECTED_SIZES = (1_000_000, 10_000_000)
# minutes per decision: code -> (least, likely, most); more than an hour counts as two at most
_MINUTES = {
    "<2": (0, 1, 2),
    "2-5": (2, 3.5, 5),
    "5-15": (5, 10, 15),
    "15-60": (15, 30, 60),
    "60+": (60, 90, 120),
}
_PROPOSED = (0.05, 0.2, 0.5, 0.8, 0.95)  # thresholds whose work is shown


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about the work for people."""
    counts = inputs.counts
    records = counts.sum("kinds")
    candidates = counts.sum_bounds("bands", band=("possible", "strong"))
    low, high = (
        1000 * end / records.value if end is not None and records.value else None
        for end in (candidates.low, candidates.high)
    )
    query = f"1000 x ({candidates.query}) / ({records.query})"
    per = draft.between(
        "work.candidates",
        Bounds(low, high, candidates.is_withheld or records.is_withheld, query),
        "pairs",
        "Possible and strong pairs for each 1,000 open records",
    )
    confirmed, refuted = (counts.sum("outcomes", outcome=outcome) for outcome in DECIDED_STATES)
    each = draft.estimate(
        "work.reviews",
        (
            None
            if confirmed.value is None or refuted.value is None
            else _minutes_each(confirmed.value, refuted.value)
        ),
        "ratio",
        Provenance.MEASURED,
        Definition(
            "Pairs decided for each pair confirmed.",
            "cube outcomes: (confirmed + refuted) / confirmed; Wilson, inverted",
        ),
    )
    minutes = _minutes(inputs, draft)
    waiting = draft.count(
        "work.waiting",
        counts.sum("outcomes", outcome=WAITING_STATES),
        "pairs that are undecided or wait for a second person",
        "pairs",
    )
    blocks: list[Block] = [
        Paragraph(
            f"Per 1,000 records there are {per} pairs that people should review. People decide"
            f" {each} pairs for each pair that they confirm, and a decision takes {minutes}. Pairs"
            f" that wait: {waiting}."
        ),
        draft.crossed(
            "work.queue",
            "queue",
            "Waiting pairs by days since they were found",
            "outcome waiting_days",
            unit="pairs",
        ),
        draft.crossed(
            "work.minutes.each",
            "review_minutes",
            "Minutes per decision",
            "step minutes",
            unit="decisions",
        ),
        _thresholds(inputs, draft),
        _officers(inputs, draft),
        Paragraph(
            "The number of pairs in a larger store is extrapolated from small synthetic worlds."
            " Officers' minutes are an assumption until enough decisions are counted. Candidates"
            " that no person can decide, and questions to a family or a child, are not included.",
            is_limit=True,
        ),
    ]
    return Section("work", "Work for people", tuple(blocks))


def _minutes_each(confirmed: int, refuted: int) -> Estimate | None:
    share = wilson_share(confirmed, confirmed + refuted)
    if share is None or not confirmed:
        return None
    return Estimate(1 / share.value, 1 / share.high, 1 / share.low)


def _minutes(inputs: ReportInputs, draft: FigureBuilder) -> str:
    """Add the minutes per decision: measured, or assumed while no decisions are published."""
    counts = {
        code: inputs.counts.sum("review_minutes", minutes=code).value or 0 for code in _MINUTES
    }
    whole = sum(counts.values())
    if not whole:
        value = inputs.assumed("minutes_a_review")
        definition = Definition(
            "Minutes per pair and person; no decisions are published.", "an assumption"
        )
        return draft.add("work.minutes", value, "minutes", Provenance.ASSUMED, definition)
    low, likely, high = (
        sum(n * _MINUTES[code][at] for code, n in counts.items()) / whole for at in range(3)
    )
    definition = Definition(
        "Mean minutes from opening a pair to the decision of the same person, from "
        "published ranges."
        " The limits use the lower and the upper end of each range, and one to two hours for more"
        " than an hour. Withheld counts are left out.",
        "cube review_minutes: mean of the ranges' middles",
    )
    return draft.add(
        "work.minutes", likely, "minutes", Provenance.MEASURED, definition, interval=(low, high)
    )


def _thresholds(inputs: ReportInputs, draft: FigureBuilder) -> Table:
    benchmarks = inputs.benchmarks
    records = benchmarks.records * len(benchmarks.seeds)
    rows = []
    for threshold in benchmarks.thresholds:
        if threshold.threshold in _PROPOSED:
            name = f"work.threshold.{threshold.threshold:g}"
            proposed = threshold.found + threshold.wrong
            recall = wilson_share(threshold.found, benchmarks.true_pairs)
            rows.append(
                (
                    f"{threshold.threshold:g}",
                    draft.add(
                        f"{name}.proposed",
                        1000 * proposed / records,
                        "pairs",
                        Provenance.SIMULATED,
                        Definition(
                            "Pairs proposed per 1,000 records of a synthetic world.",
                            "benchmarks: thresholds",
                        ),
                    ),
                    draft.estimate(
                        f"{name}.reviews",
                        _minutes_each(threshold.found, threshold.wrong),
                        "ratio",
                        Provenance.SIMULATED,
                        Definition(
                            "Pairs proposed for each true one.",
                            "benchmarks: (found + wrong) / found; Wilson, inverted",
                        ),
                    ),
                    draft.estimate(
                        f"{name}.recall",
                        recall,
                        "share",
                        Provenance.SIMULATED,
                        Definition("True pairs proposed.", "benchmarks: found / true; Wilson 95 %"),
                    ),
                )
            )
    head = (
        "Probability from",
        "Pairs per 1,000 records",
        "Reviews per true pair",
        "True pairs found",
    )
    return Table("Work and recall by threshold", head, tuple(rows))


def _officers(inputs: ReportInputs, draft: FigureBuilder) -> Table:
    """Return the need of a larger store.

    It is the extrapolated number of pairs, times minutes, times people per pair.
    """
    benchmarks = inputs.benchmarks
    fit = fit_power_law([(point.records, point.kept) for point in benchmarks.points])
    by_threshold = {
        threshold_counts.threshold: threshold_counts.found + threshold_counts.wrong
        for threshold_counts in benchmarks.thresholds
    }
    lowest = by_threshold[min(by_threshold)]
    minutes = draft.known("work.minutes").value or 0.0
    reviews_a_match, hours = inputs.assumed("reviews_a_match"), inputs.assumed("hours_a_year")
    pairs_of = Definition(
        "Pairs proposed in one run over a synthetic store of this size: pairs kept at 0.05,"
        " extrapolated by a power of the number of records, times the share of these at the"
        " threshold. The interval is that of a new point.",
        "benchmarks: cost points, least squares of logarithms; thresholds",
    )
    officers_of = Definition(
        "Officers needed to review all of these within a year: pairs x reviews x minutes / (60 x"
        " hours a year). The interval is that of the pairs only; chapter 10 has the minutes,"
        " reviews and hours.",
        "extrapolated pairs x minutes x assumptions",
    )
    each = reviews_a_match * minutes / 60 / hours
    rows = []
    for threshold in _PROPOSED[1:]:
        cells = []
        for size in PROJECTED_SIZES:
            ahead = None if fit is None else fit.at(size)
            part = by_threshold.get(threshold, 0) / lowest
            name = f"work.ahead.{threshold:g}.{size // 1_000_000}m"
            pairs = None if ahead is None else ahead.times(part)
            officers = None if pairs is None else pairs.times(each)
            cells += [
                draft.estimate(f"{name}.pairs", pairs, "pairs", Provenance.SIMULATED, pairs_of),
                draft.estimate(
                    f"{name}.officers", officers, "officers", Provenance.ASSUMED, officers_of
                ),
            ]
        rows.append((f"{threshold:g}", *cells))
    head = (
        "Probability from",
        "Pairs, 1 M records",
        "Officers, 1 M",
        "Pairs, 10 M records",
        "Officers, 10 M",
    )
    return Table("Officers for a first year (extrapolated)", head, tuple(rows))
