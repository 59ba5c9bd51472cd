"""How well pairs are found: by people's verdicts and by synthetic truth, kept apart; groups,
engines, failures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.codes.review import PairState
from reports.assumptions import ReportInputs
from reports.benchmarks import PROPOSAL_THRESHOLD, Benchmarks, GroupCounts
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

MAX_LEVELS = 12  # of failures, the commonest first
MIN_GROUP_PAIRS = 30  # true pairs, below which a group's gap is mere chance
_LIKELY, _UNLIKELY = (
    ("possible", "strong"),
    ("none", "weak"),
)  # bands: what people are asked to look at, and the rest
_GROUPINGS = {"script": "script", "origin": "origin of the names", "sex": "sex", "age": "age"}
_MEASURED = (
    ("pair_scripts", "script"),
    ("pair_origins", "origin"),
    ("pair_sexes", "sex"),
    ("pair_ages", "age_band"),
)
_CALLED = {"F": "Female", "M": "Male"}


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Make the chapter."""
    found = inputs.benchmarks
    at = next(
        threshold for threshold in found.thresholds if threshold.threshold == PROPOSAL_THRESHOLD
    )
    recall, precision = _synthetic(found, at.found, at.wrong)
    named = (
        _simulated(
            draft,
            "matching.synthetic.recall",
            recall,
            "true pairs found at probability .5 and over",
            "share",
        ),
        _simulated(
            draft,
            "matching.synthetic.precision",
            precision,
            "pairs proposed at .5 that are true",
            "share",
        ),
        _count(
            draft, "matching.synthetic.true", found.true_pairs, "true pairs of the synthetic worlds"
        ),
    )
    blocks: list[Block] = [
        Paragraph(
            f"Against known truth: of {named[2]} true pairs of synthetic people {named[0]} are"
            f" found, and {named[1]} of what is proposed is true. Intervals take each pair for"
            " itself; pairs of one child are right or wrong together, so they are somewhat too"
            " narrow."
        ),
        _curve(draft, found),
        *_calibration(draft, found),
        *_verdicts(inputs, draft),
        *_fairness(draft, found),
        *_fairness_measured(inputs, draft),
        *_engines(inputs, draft),
        *_failures(draft, found),
        Paragraph(
            "Synthetic people are as alike and as ill spelt as their generator makes them: it was"
            " written by the same hands as the engine, and no real child's record was ever"
            " compared. What real records would give is not known, and no figure of this chapter"
            " stands in for it.",
            is_limit=True,
        ),
    ]
    return Section("matching", "Matching", tuple(blocks))


def _synthetic(found: Benchmarks, hits: int, wrong: int) -> tuple[Estimate | None, Estimate | None]:
    return wilson_share(hits, found.true_pairs), wilson_share(hits, hits + wrong)


def _simulated(
    draft: FigureBuilder, name: str, found: Estimate | None, text: str, unit: str
) -> str:
    definition = Definition(
        f"{text[:1].upper()}{text[1:]}, in synthetic worlds.", "benchmarks: counts; Wilson 95 %"
    )
    return draft.estimate(name, found, unit, Provenance.SIMULATED, definition)


def _count(draft: FigureBuilder, name: str, value: int, text: str) -> str:
    definition = Definition(f"{text[:1].upper()}{text[1:]}.", "benchmarks: counts")
    return draft.add(name, value, "pairs", Provenance.SIMULATED, definition)


def _curve(draft: FigureBuilder, found: Benchmarks) -> Chart:
    recalls: list[tuple[float, str]] = []
    precisions: list[tuple[float, str]] = []
    for threshold in found.thresholds:
        recall, precision = _synthetic(found, threshold.found, threshold.wrong)
        for points, kind, value, text in (
            (recalls, "recall", recall, "true pairs found from the threshold up"),
            (precisions, "precision", precision, "pairs from the threshold up that are true"),
        ):
            name = f"matching.curve.{kind}.{threshold.threshold:g}"
            points.append(
                (threshold.threshold, _simulated(draft, name, value, text, "share").strip("{}"))
            )
    series = (Series("Recall", tuple(recalls)), Series("Precision", tuple(precisions)))
    return Chart(
        "lines",
        "What moving the threshold does",
        "Probability from which a pair is proposed",
        "share",
        series,
    )


def _calibration(draft: FigureBuilder, found: Benchmarks) -> Iterator[Block]:
    points = []
    for low, high, row in found.calibration:
        if row.pairs:
            text = (
                f"of the pairs said to be true with a probability of {low:g} to {high:g}, those"
                " that are"
            )
            name = _simulated(
                draft,
                f"matching.calibration.{low:g}",
                wilson_share(row.true, row.pairs),
                text,
                "share",
            )
            points.append((round(row.expected / row.pairs, 4), name.strip("{}")))
    error = calibration_error(one for *_, one in found.calibration)
    definition = Definition(
        "How far, on average over the pairs above one in a thousand, the probability said lies from"
        " the share true.",
        "benchmarks: sum over ten bins of |said - true|, divided by the pairs",
    )
    name = draft.add("matching.calibration.error", error, "share", Provenance.SIMULATED, definition)
    series = (Series("Share true", tuple(points)),)
    caption = "Calibration: what is said against what is so (dashed: both the same)"
    yield Chart(
        "lines", caption, "Probability said, mean of the bin", "share", series, is_diagonal=True
    )
    yield Paragraph(f"What is said lies {name} from what is so, on average over the pairs.")


# --- verdicts
# --------------------------------------------------------------------------


def _verdicts(inputs: ReportInputs, draft: FigureBuilder) -> Iterator[Block]:
    likely, unlikely = [*_strata(inputs, _LIKELY)], [*_strata(inputs, _UNLIKELY)]
    looked_at = sum(stratum.looked_at for stratum in (*likely, *unlikely))
    precision = stratified_share(likely) if any(stratum.looked_at for stratum in likely) else None
    is_whole = len(likely) == len(_LIKELY) and len(unlikely) == len(_UNLIKELY)
    recall = _recall(likely, precision, unlikely) if is_whole else None
    named = (
        _by_sample(draft, "precision", precision, likely),
        _by_sample(draft, "recall", recall, (*likely, *unlikely)),
        draft.add(
            "matching.verdicts.sample.looked",
            looked_at,
            "pairs",
            Provenance.MEASURED,
            Definition(
                "Pairs drawn by chance that people decided, as far as they are published.",
                "cube sample_verdicts: decided = confirmed or refuted; withheld cells left out",
            ),
        ),
    )
    yield Paragraph(
        f"By people's verdicts in this store: of the candidates {named[0]} are one person, and of"
        f" the pairs kept that are one person {named[1]} are candidates, by {named[2]} decided"
        " pairs that chance drew, band by band."
    )
    yield Table(
        "Verdicts on pairs that chance drew, by band",
        ("Band", "Pairs kept", "Drawn", "Decided", "Same person"),
        tuple(_by_band(inputs, draft)),
    )
    confirmed, decided = (
        inputs.counts.sum("outcomes", outcome=outcome)
        for outcome in (PairState.CONFIRMED, DECIDED_STATES)
    )
    text = "of all pairs that people decided, drawn or brought up by work, those confirmed"
    overall = draft.share("matching.verdicts.every", confirmed, decided, text, is_sample=True)
    name = draft.add(
        "matching.verdicts.needed",
        required_sample_size(0.5, 0.05),
        "pairs",
        Provenance.ASSUMED,
        Definition(
            "Pairs of one band to decide so that its interval reaches five points to each side.",
            "z^2 / 4 h^2",
        ),
    )
    yield Paragraph(
        f"Of all that people decided, {overall} was one person; but pairs brought up by work are"
        " those that they chose to look at: only the sample that chance drew speaks for the"
        f" unreviewed. A verdict may be wrong, and so is then what it is counted as. {name} decided"
        " pairs a band bring its interval to five points. Recall is among the pairs that the store"
        " keeps: a pair that shares no key with its other half is in neither number.",
        is_limit=True,
    )


def _by_sample(
    draft: FigureBuilder, subject: str, found: Estimate | None, strata: Sequence[Stratum]
) -> str:
    """Keep an estimate; where verdicts that it rests on are withheld, the ends they leave alone."""
    name, is_open = (
        f"matching.verdicts.sample.{subject}",
        any(stratum.more_hits or stratum.more_misses for stratum in strata),
    )
    if found is None or not is_open:
        return draft.estimate(name, found, "share", Provenance.MEASURED, _of_verdicts(subject))
    ends = (found.low, found.high)
    return draft.add(
        name, WITHHELD, "share", Provenance.MEASURED, _of_verdicts(subject), interval=ends
    )


def _of_verdicts(subject: str) -> Definition:
    text = {
        "precision": (
            "Share of the candidates (possible and strong pairs, from probability .5) that are one"
            " person"
        ),
        "recall": "Of the pairs kept that are one person, the share that are candidates",
    }[subject]
    return Definition(
        f"{text}, by verdicts on pairs drawn by chance, each band, by which chance draws, weighted"
        " by all its pairs. Where verdicts of a band are withheld, the interval takes what they"
        " may be at most; a band whose size is withheld is left out of the precision, and leaves"
        " the recall unknown.",
        "cubes sample_verdicts and bands: a stratum each band, Wilson limits joined (MOVER)",
    )


def _strata(inputs: ReportInputs, bands: Sequence[str]) -> Iterator[Stratum]:
    for band in bands:
        size = inputs.counts.sum("bands", band=band)
        hits, misses = (
            inputs.counts.sum_bounds("sample_verdicts", band=band, drawn="sample", decided=outcome)
            for outcome in DECIDED_STATES
        )
        if size.value is None:
            continue
        least = [int(estimate.low or 0) for estimate in (hits, misses)]
        more = [
            int(size.value if estimate.high is None else estimate.high) - low
            for estimate, low in zip((hits, misses), least, strict=True)
        ]
        yield Stratum(size.value, sum(least), least[0], *more)


def _recall(
    likely: Sequence[Stratum], precision: Estimate | None, unlikely: Sequence[Stratum]
) -> Estimate | None:
    """Return what share of the true pairs is likely; the bounds take both ends against each other,
    so they are wide.
    """
    if precision is None:
        return None
    likely_count, few = (
        sum(stratum.size for stratum in likely),
        sum(stratum.size for stratum in unlikely),
    )
    left = stratified_share(unlikely) or Estimate(0.0, 0.0, 0.0)  # no such pair: nothing is left

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
        decided = counts.sum("sample_verdicts", decided=DECIDED_STATES, **of)
        query = "cubes bands, drawn_bands and sample_verdicts: cells of the row's band"
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
                counts.sum("sample_verdicts", decided=PairState.CONFIRMED, **of),
                decided,
                "of the drawn pairs decided, those confirmed",
                is_sample=True,
                query="cube sample_verdicts: confirmed / (confirmed + refuted), of the row",
            ),
        )


# --- groups
# --------------------------------------------------------------------------


def _fairness(draft: FigureBuilder, found: Benchmarks) -> Iterator[Table]:
    for grouping, words in _GROUPINGS.items():
        groups = found.groups.get(grouping, ())
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
            "Against all others",
            "Precision",
        )
        yield Table(f"Found at probability .5, by {words} (synthetic)", head, rows)


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
        _simulated(draft, f"{name}.recall", recall, "true pairs of the group found at .5", "share"),
        draft.gap(
            f"{name}.gap",
            None if is_small else recall,
            rest,
            Provenance.SIMULATED,
            f"Recall of the group less that of all others; not told of fewer than {MIN_GROUP_PAIRS}"
            " true pairs.",
        ),
        _simulated(
            draft,
            f"{name}.precision",
            wilson_share(group.found, group.found + group.wrong),
            "pairs proposed that are true",
            "share",
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
                        "Share confirmed less that of all others.",
                    ),
                )
            )
        if rows:
            head = (describe_code(dimension), "Decided", "Same person", "Against all others")
            yield Table(
                f"Decided pairs by {describe_code(dimension).lower()} (verdicts)", head, tuple(rows)
            )


def _slug(words: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in words.lower()).strip("-")


# --- engines and failures
# ---------------------------------------------------------------------------------------------


def _engines(inputs: ReportInputs, draft: FigureBuilder) -> Iterator[Block]:
    if inputs.counts.codes("engines", "engine"):
        caption = "Pairs by engine version of the score in force"
        yield draft.crossed("matching.engine", "engines", caption, "engine outcome", unit="pairs")
    rows = []
    for place, engine in enumerate((inputs.benchmarks, *inputs.older)):
        at = next(
            (found for found in engine.thresholds if found.threshold == PROPOSAL_THRESHOLD), None
        )
        if at is not None:
            recall, precision = _synthetic(engine, at.found, at.wrong)
            name = f"matching.compared.{place}"
            rows.append(
                (
                    f"Engine {engine.engine_version}, {engine.measured_at[:10]}",
                    _simulated(
                        draft,
                        f"{name}.recall",
                        recall,
                        "true pairs found at probability .5 and over",
                        "share",
                    ),
                    _simulated(
                        draft,
                        f"{name}.precision",
                        precision,
                        "pairs proposed at .5 that are true",
                        "share",
                    ),
                )
            )
    yield Table(
        "Engines compared on synthetic truth",
        ("Engine and day", "Recall", "Precision"),
        tuple(rows),
    )


def _failures(draft: FigureBuilder, found: Benchmarks) -> Iterator[Table]:
    for kind, caption in (
        ("wrong", "Wrong pairs proposed at .5"),
        ("missed", "True pairs compared and missed at .5"),
    ):
        chosen = [
            failure
            for failure in sorted(found.failures, key=lambda failure_count: -failure_count.pairs)
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
                f"{caption}: how names and births stand",
                ("Attribute and level", "Pairs"),
                tuple(rows),
            )
    never = _count(
        draft, "matching.failure.never", found.never_compared, "true pairs that share no key"
    )
    yield Table("True pairs never compared", ("Why", "Pairs"), (("They share no key", never),))
