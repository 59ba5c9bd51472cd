"""Chapter: quality of matching, by decisions and by synthetic truth, kept separate.

It also has groups, engines and failures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.codes.review import MatchState
from reports.assumptions import ReportInputs
from reports.benchmarks import Benchmarks, GroupCounts
from reports.estimates import (
    Estimate,
    Stratum,
    calibration_error,
    required_sample_size,
    stratified_share,
    wilson_share,
)
from reports.figure_builder import WITHHELD, FigureBuilder
from reports.figures import Block, Chart, Definition, Paragraph, Provenance, Section, Series, Table
from reports.formatting import describe_code
from services.statistics.definitions import DECIDED_STATES, DIMENSION_CODES

MAX_LEVELS = 12  # levels of failed pairs, most common first
MIN_GROUP_PAIRS = 30  # with fewer true pairs, the gap of a group is only chance
# bands that people are asked to review, and the others
_LIKELY, _UNLIKELY = ("possible", "strong"), ("none", "weak")
_GROUPINGS = {"script": "script", "origin": "origin of the names", "sex": "sex", "age": "age"}
_MEASURED = (
    ("match_scripts", "script"),
    ("match_origins", "origin"),
    ("match_sexes", "sex"),
    ("match_ages", "age_band"),
)
_CALLED = {"F": "Female", "M": "Male"}


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about the quality of matching, by decisions and by synthetic truth."""
    benchmarks = inputs.benchmarks
    recall, precision = _accuracy(draft, "matching.synthetic", benchmarks)
    true_pairs = _count(
        draft,
        "matching.synthetic.true",
        benchmarks.true_pairs,
        "true pairs of the synthetic worlds",
    )
    blocks: list[Block] = [
        Paragraph(
            f"Compared with known truth: of {true_pairs} true pairs of synthetic people, {recall}"
            f" are found, and {precision} of the proposed pairs are true. Intervals treat pairs as"
            " independent. Pairs of one child are right or wrong together, so the intervals are"
            " somewhat too narrow."
        ),
        _curve(draft, benchmarks),
        *_calibration(draft, benchmarks),
        *_decisions(inputs, draft),
        *_fairness(draft, benchmarks),
        *_fairness_measured(inputs, draft),
        *_engines(inputs, draft),
        *_failures(draft, benchmarks),
        Paragraph(
            "The similarity and the spelling errors of synthetic people depend on their generator,"
            " which has the same authors as the engine. No record of a real child was ever"
            " compared. The result on real records is unknown, and no figure of this chapter"
            " estimates it.",
            is_limit=True,
        ),
    ]
    return Section("matching", "Matching", tuple(blocks))


def _synthetic(
    benchmarks: Benchmarks, right: int, wrong: int
) -> tuple[Estimate | None, Estimate | None]:
    return wilson_share(right, benchmarks.true_pairs), wilson_share(right, right + wrong)


def _accuracy(draft: FigureBuilder, name: str, benchmarks: Benchmarks) -> tuple[str, str]:
    """Add recall and precision of the proposals of an engine; return their references."""
    recall, precision = _synthetic(
        benchmarks, benchmarks.proposals.found, benchmarks.proposals.wrong
    )
    return (
        _simulated(
            draft, f"{name}.recall", recall, "true pairs found at probability 0.5 and above"
        ),
        _simulated(draft, f"{name}.precision", precision, "pairs proposed at 0.5 that are true"),
    )


def _simulated(draft: FigureBuilder, name: str, estimate: Estimate | None, text: str) -> str:
    definition = Definition(
        f"{text[:1].upper()}{text[1:]}, in synthetic worlds.", "benchmarks: counts; Wilson 95 %"
    )
    return draft.estimate(name, estimate, "share", Provenance.SIMULATED, definition)


def _count(draft: FigureBuilder, name: str, value: int, text: str) -> str:
    definition = Definition(f"{text[:1].upper()}{text[1:]}.", "benchmarks: counts")
    return draft.add(name, value, "pairs", Provenance.SIMULATED, definition)


def _curve(draft: FigureBuilder, benchmarks: Benchmarks) -> Chart:
    recalls: list[tuple[float, str]] = []
    precisions: list[tuple[float, str]] = []
    for threshold in benchmarks.thresholds:
        recall, precision = _synthetic(benchmarks, threshold.found, threshold.wrong)
        for points, kind, value, text in (
            (recalls, "recall", recall, "true pairs found from the threshold up"),
            (precisions, "precision", precision, "pairs from the threshold up that are true"),
        ):
            name = f"matching.curve.{kind}.{threshold.threshold:g}"
            points.append((threshold.threshold, _simulated(draft, name, value, text).strip("{}")))
    series = (Series("Recall", tuple(recalls)), Series("Precision", tuple(precisions)))
    return Chart(
        "lines",
        "Recall and precision by threshold",
        "Probability from which a pair is proposed",
        "share",
        series,
    )


def _calibration(draft: FigureBuilder, benchmarks: Benchmarks) -> Iterator[Block]:
    points = []
    for low, high, row in benchmarks.calibration:
        if row.pairs:
            text = (
                f"of the pairs with an estimated probability of {low:g} to {high:g}, those that are"
                " true"
            )
            name = _simulated(
                draft, f"matching.calibration.{low:g}", wilson_share(row.true, row.pairs), text
            )
            points.append((round(row.expected / row.pairs, 4), name.strip("{}")))
    error = calibration_error(one for *_, one in benchmarks.calibration)
    definition = Definition(
        "Mean difference between the estimated probability and the share of true pairs, over pairs"
        " with a probability above 0.001.",
        "benchmarks: sum over ten bins of |expected - true|, divided by the pairs",
    )
    name = draft.add("matching.calibration.error", error, "share", Provenance.SIMULATED, definition)
    series = (Series("Share true", tuple(points)),)
    caption = "Calibration: estimated probability and share true (dashed: both equal)"
    yield Chart("lines", caption, "Mean estimated probability", "share", series, is_diagonal=True)
    yield Paragraph(
        f"The estimated probability differs from the share true by {name}, on average over pairs."
    )


# --- decisions
# --------------------------------------------------------------------------


def _decisions(inputs: ReportInputs, draft: FigureBuilder) -> Iterator[Block]:
    likely, unlikely = [*_strata(inputs, _LIKELY)], [*_strata(inputs, _UNLIKELY)]
    sampled = sum(stratum.decided for stratum in (*likely, *unlikely))
    precision = stratified_share(likely) if any(stratum.decided for stratum in likely) else None
    is_whole = len(likely) == len(_LIKELY) and len(unlikely) == len(_UNLIKELY)
    recall = _recall(likely, precision, unlikely) if is_whole else None
    named = (
        _by_sample(draft, "precision", precision, likely),
        _by_sample(draft, "recall", recall, (*likely, *unlikely)),
        draft.add(
            "matching.decisions.sample.decided",
            sampled,
            "pairs",
            Provenance.MEASURED,
            Definition(
                "Randomly drawn pairs that people decided, without withheld counts.",
                "cube sample_decisions: decided = confirmed or refuted; withheld cells left out",
            ),
        ),
    )
    yield Paragraph(
        f"By decisions in this store: {named[0]} of the candidates are one person. Of the stored"
        f" pairs that are one person, {named[1]} are candidates. This is estimated from {named[2]}"
        " decided pairs that were drawn at random from each band."
    )
    yield Table(
        "Decisions on randomly drawn pairs, by band",
        ("Band", "Pairs kept", "Drawn", "Decided", "Same person"),
        tuple(_by_band(inputs, draft)),
    )
    confirmed, decided = (
        inputs.counts.sum("outcomes", outcome=outcome)
        for outcome in (MatchState.CONFIRMED, DECIDED_STATES)
    )
    text = "of all pairs that people decided, drawn at random or not, those confirmed"
    overall = draft.share("matching.decisions.every", confirmed, decided, text, is_sample=True)
    name = draft.add(
        "matching.decisions.needed",
        required_sample_size(0.5, 0.05),
        "pairs",
        Provenance.ASSUMED,
        Definition(
            "Number of decided pairs of a band for an interval of five points to each side.",
            "z^2 / 4 h^2",
        ),
    )
    yield Paragraph(
        f"Of all decided pairs, {overall} are one person. People chose most of these pairs"
        " themselves, so only the random sample is valid for the pairs that nobody reviewed. A"
        f" decision may be wrong, and its count is then wrong too. With {name} decided pairs of"
        " a band, the interval is five points to each side. Recall refers to the pairs that the"
        " store keeps: true pairs that share no blocking key are not included.",
        is_limit=True,
    )


def _by_sample(
    draft: FigureBuilder, subject: str, estimate: Estimate | None, strata: Sequence[Stratum]
) -> str:
    """Add an estimate. If decisions behind it are withheld, add only the limits."""
    name = f"matching.decisions.sample.{subject}"
    is_open = any(stratum.more_confirmed or stratum.more_refuted for stratum in strata)
    if estimate is None or not is_open:
        return draft.estimate(name, estimate, "share", Provenance.MEASURED, _of_decisions(subject))
    ends = (estimate.low, estimate.high)
    return draft.add(
        name, WITHHELD, "share", Provenance.MEASURED, _of_decisions(subject), interval=ends
    )


def _of_decisions(subject: str) -> Definition:
    text = {
        "precision": (
            "Share of the candidates (possible and strong pairs, from probability 0.5) that are one"
            " person"
        ),
        "recall": "Of the stored pairs that are one person, the share that are candidates",
    }[subject]
    return Definition(
        f"{text}, by decisions on pairs drawn at random from each band, weighted by all "
        "pairs of the"
        " band. If decisions of a band are withheld, the interval covers all their possible counts."
        " A band whose size is withheld is left out of the precision, and makes the recall"
        " unknown.",
        "cubes sample_decisions and bands: one stratum per band, Wilson limits combined (MOVER)",
    )


def _strata(inputs: ReportInputs, bands: Sequence[str]) -> Iterator[Stratum]:
    for band in bands:
        size = inputs.counts.sum("bands", band=band)
        confirmed, refuted = (
            inputs.counts.sum_bounds("sample_decisions", band=band, drawn="sample", decided=outcome)
            for outcome in DECIDED_STATES
        )
        if size.value is None:
            continue
        least = [int(estimate.low or 0) for estimate in (confirmed, refuted)]
        more = [
            int(size.value if estimate.high is None else estimate.high) - low
            for estimate, low in zip((confirmed, refuted), least, strict=True)
        ]
        yield Stratum(size.value, sum(least), least[0], *more)


def _recall(
    likely: Sequence[Stratum], precision: Estimate | None, unlikely: Sequence[Stratum]
) -> Estimate | None:
    """Return the share of true pairs that are in the likely bands.

    Its limits combine the opposite limits of both groups of bands, so they are wide.
    """
    if precision is None:
        return None
    likely_count = sum(stratum.size for stratum in likely)
    few = sum(stratum.size for stratum in unlikely)
    left = stratified_share(unlikely) or Estimate(0.0, 0.0, 0.0)  # None: there is no such pair

    def part(above: float, below: float) -> float:
        whole = likely_count * above + few * below
        return likely_count * above / whole if whole else 0.0

    return Estimate(
        part(precision.value, left.value),
        part(precision.low, left.high),
        part(precision.high, left.low),
    )


def _by_band(inputs: ReportInputs, draft: FigureBuilder) -> Iterator[tuple[str, ...]]:
    counts = inputs.counts
    for band in DIMENSION_CODES["band"]:
        name, of = f"matching.said.{band}", {"band": band, "drawn": "sample"}
        decided = counts.sum("sample_decisions", decided=DECIDED_STATES, **of)
        query = "cubes bands, drawn_bands and sample_decisions: cells of the row's band"
        yield (
            describe_code(band),
            draft.count(
                f"{name}.pairs", counts.sum("bands", band=band), "pairs kept", "pairs", query=query
            ),
            draft.count(
                f"{name}.drawn",
                counts.sum("drawn_bands", **of),
                "pairs drawn by chance",
                "pairs",
                query=query,
            ),
            draft.count(
                f"{name}.decided", decided, "drawn pairs that people decided", "pairs", query=query
            ),
            draft.share(
                f"{name}.same",
                counts.sum("sample_decisions", decided=MatchState.CONFIRMED, **of),
                decided,
                "of the drawn pairs decided, those confirmed",
                is_sample=True,
                query="cube sample_decisions: confirmed / (confirmed + refuted), of the row",
            ),
        )


# --- groups
# --------------------------------------------------------------------------


def _fairness(draft: FigureBuilder, benchmarks: Benchmarks) -> Iterator[Table]:
    for grouping, words in _GROUPINGS.items():
        groups = benchmarks.groups.get(grouping, ())
        rows = tuple(
            row
            for group in groups
            if group.true
            for row in [_group(draft, grouping, group, groups)]
        )
        head = (
            words[:1].upper() + words[1:],
            "True pairs",
            "Recall",
            "Difference from all others",
            "Precision",
        )
        yield Table(f"Found at probability 0.5, by {words} (synthetic)", head, rows)


def _group(
    draft: FigureBuilder, grouping: str, group: GroupCounts, groups: Sequence[GroupCounts]
) -> tuple[str, ...]:
    other_groups = [other_group for other_group in groups if other_group is not group]
    recall = wilson_share(group.found, group.true)
    rest = wilson_share(
        sum(other_group.found for other_group in other_groups),
        sum(other_group.true for other_group in other_groups),
    )
    name = f"matching.{grouping}.{_slug(group.group)}"
    is_small = group.true < MIN_GROUP_PAIRS
    return (
        _CALLED.get(group.group, group.group[:1].upper() + group.group[1:]).replace("Cjk", "CJK"),
        _count(draft, f"{name}.true", group.true, "true pairs of the group"),
        _simulated(draft, f"{name}.recall", recall, "true pairs of the group found at 0.5"),
        draft.gap(
            f"{name}.gap",
            None if is_small else recall,
            rest,
            Provenance.SIMULATED,
            "Recall of the group minus that of all others; not shown for fewer than"
            f" {MIN_GROUP_PAIRS} true pairs.",
        ),
        _simulated(
            draft,
            f"{name}.precision",
            wilson_share(group.found, group.found + group.wrong),
            "pairs proposed that are true",
        ),
    )


def _fairness_measured(inputs: ReportInputs, draft: FigureBuilder) -> Iterator[Table]:
    counts = inputs.counts
    for cube, dimension in _MEASURED:
        rows = []
        whole = [counts.sum(cube, outcome=outcome).value for outcome in DECIDED_STATES]
        for code in counts.codes(cube, dimension):
            of = {dimension: code}
            both = [counts.sum(cube, outcome=outcome, **of) for outcome in DECIDED_STATES]
            decided = counts.sum(cube, outcome=DECIDED_STATES, **of)
            if decided.value == 0:
                continue
            name = f"matching.decided.{dimension}.{code}"
            query = f"cube {cube}: cells of the row"
            own = rest = None
            if both[0].value is not None and both[1].value is not None:
                own = wilson_share(both[0].value, both[0].value + both[1].value)
                if whole[0] is not None and whole[1] is not None:
                    left = whole[0] - both[0].value, whole[1] - both[1].value
                    rest = wilson_share(left[0], sum(left))
            rows.append(
                (
                    describe_code(code),
                    draft.count(f"{name}.decided", decided, "pairs decided", "pairs", query=query),
                    draft.share(
                        f"{name}.same",
                        both[0],
                        decided,
                        "of the pairs decided, those confirmed",
                        is_sample=True,
                        query=query,
                    ),
                    draft.gap(
                        f"{name}.gap",
                        own,
                        rest,
                        Provenance.MEASURED,
                        "Share confirmed minus that of all others.",
                    ),
                )
            )
        if rows:
            head = (
                describe_code(dimension),
                "Decided",
                "Same person",
                "Difference from all others",
            )
            yield Table(
                f"Decided pairs by {describe_code(dimension).lower()} (decisions)",
                head,
                tuple(rows),
            )


def _slug(words: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in words.lower()).strip("-")


# --- engines and failures
# ---------------------------------------------------------------------------------------------


def _engines(inputs: ReportInputs, draft: FigureBuilder) -> Iterator[Block]:
    if inputs.counts.codes("engines", "engine"):
        caption = "Pairs by engine version of the current score"
        yield draft.crossed("matching.engine", "engines", caption, "engine outcome", unit="pairs")
    rows = [
        (
            f"Engine {engine.engine_version}, {engine.measured_at[:10]}",
            *_accuracy(draft, f"matching.compared.{place}", engine),
        )
        for place, engine in enumerate((inputs.benchmarks, *inputs.older))
    ]
    yield Table(
        "Engines compared on synthetic truth",
        ("Engine and day", "Recall", "Precision"),
        tuple(rows),
    )


def _failures(draft: FigureBuilder, benchmarks: Benchmarks) -> Iterator[Table]:
    for kind, caption in (
        ("wrong", "Wrong pairs proposed at 0.5"),
        ("missed", "True pairs compared and missed at 0.5"),
    ):
        chosen = [
            failure
            for failure in sorted(
                benchmarks.failures, key=lambda failure_count: -failure_count.pairs
            )
            if failure.kind == kind
        ][:MAX_LEVELS]
        rows = []
        for example in chosen:
            name = f"matching.failure.{kind}.{example.attribute}.{_slug(example.level)}"
            value = _count(draft, name, example.pairs, f"{kind} pairs at the level")
            rows.append(
                (f"{describe_code(example.attribute)}: {example.level.replace('_', ' ')}", value)
            )
        if rows:
            yield Table(
                f"{caption}: levels of names and births",
                ("Attribute and level", "Matches"),
                tuple(rows),
            )
    never = _count(
        draft,
        "matching.failure.never",
        benchmarks.never_compared,
        "true pairs that share no blocking key",
    )
    reasons = (("They share no blocking key", never),)
    yield Table("True pairs never compared", ("Reason", "Matches"), reasons)
