"""Chapter: four options compared, with the results of `python -m benchmarks.options`.

They are a central store, federated search, encodings only, and asking by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.errors import InvalidInput
from reports.assumptions import ReportInputs
from reports.figure_builder import FigureBuilder
from reports.figures import Block, Definition, Paragraph, Provenance, Section, Table

OPTIONS_SCHEMA = "homeward-options/1"
_OF_OPTION = (
    ("learned", "Information that the parties learn"),
    ("corrupt", "Information that a corrupt party can read"),
    ("work", "Messages and work"),
)
_COSTS = (
    ("running_eur", "Running cost per year", "EUR"),
    ("desk_hours", "Hours of desks per year", "hours"),
    ("desk_eur", "Cost of desks per year", "EUR"),
    ("total_eur", "Total per year", "EUR"),
    ("eur_a_right_pair", "Per right pair", "EUR"),
)
_QUERY = "options file (`python -m benchmarks.options`): counts; Wilson 95 %"


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about the four options.

    Raise InvalidInput if the options file has another format.
    """
    if inputs.options is None:
        text = (
            "This report has no comparison of options. `python -m benchmarks.options` makes one on"
            " a synthetic world, and `--options FILE` adds it."
        )
        return Section("options", "Options compared", (Paragraph(text, is_limit=True),))
    try:
        return Section("options", "Options compared", tuple(_blocks(inputs.options, draft)))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise InvalidInput("options", "other_format") from error


def _blocks(content: Mapping[str, Any], draft: FigureBuilder) -> Iterable[Block]:
    if content["schema"] != OPTIONS_SCHEMA:
        raise InvalidInput("options", "other_format")
    world, options = content["world"], content["options"]
    records = draft.add(
        "options.records",
        world["records"],
        "records",
        Provenance.SIMULATED,
        _defined("Records of the world."),
    )
    pairs = draft.add(
        "options.pairs",
        world["true_pairs_of_two_states"],
        "pairs",
        Provenance.SIMULATED,
        _defined(
            "True pairs whose records belong to two states. Only co-operation of states finds them."
        ),
    )
    yield Paragraph(
        f"Each option was run on one synthetic world of {records} records with {pairs} pairs of two"
        " states. The pairs found and the information learned were counted; the costs are based on"
        " assumptions."
    )
    rows = [
        (option["name"], *_shares(draft, f"options.{option['code']}", option["accuracy"][0]))
        for option in options
    ]
    yield Table("Pairs found by each option", ("Option", "Recall", "Precision"), tuple(rows))
    if content.get("others"):
        yield _others(
            content["others"], {option["code"]: option["name"] for option in options}, draft
        )
    for kind, caption in _OF_OPTION:
        yield Table(
            caption, ("Option", "Quantity", "Amount"), tuple(_counted(draft, kind, options))
        )
    costs = [
        (
            option["name"],
            *(
                draft.add(
                    f"options.{option['code']}.{name}",
                    option["cost"][name],
                    unit,
                    Provenance.ASSUMED,
                    _defined(f"{words}."),
                )
                for name, words, unit in _COSTS
            ),
        )
        for option in options
    ]
    yield Table(
        "Cost of each option (assumed)",
        ("Option", *(words for _, words, _ in _COSTS)),
        tuple(costs),
    )
    yield from _ways(content, draft)
    yield _attacks(content["attacks"], draft)
    yield _habits(content["habits"], draft)
    assumed = [
        (
            assumption["words"],
            draft.add(
                f"options.assumed.{assumption['code']}",
                assumption["value"],
                assumption["unit"],
                Provenance.ASSUMED,
                _defined(assumption["words"]),
            ),
        )
        for assumption in content["assumptions"]
    ]
    yield Table("Assumptions of the costs", ("Assumption", "Value"), tuple(assumed))
    yield Paragraph(
        "The options were compared on synthetic people, with one engine and with programs in the"
        " role of states. The options differ most in what states may lawfully store, send or be"
        " asked; no number here shows that.",
        is_limit=True,
    )


def _others(
    other_results: Sequence[Mapping[str, Any]], names: Mapping[str, str], draft: FigureBuilder
) -> Table:
    """Return the results on worlds of other seeds and sizes, one row per world and option."""
    rows = []
    for result in other_results:
        world = result["world"]
        for option in result["options"]:
            prefix = f"options.other.{int(world['records'])}.{int(world['seed'])}.{option['code']}"
            head = f"{int(world['records']):,} records, seed {int(world['seed'])}"
            rows.append(
                (head, names[option["code"]], *_shares(draft, prefix, option["accuracy"][0]))
            )
    return Table(
        "The same on other worlds", ("World", "Option", "Recall", "Precision"), tuple(rows)
    )


def _defined(text: str) -> Definition:
    return Definition(f"{text[:1].upper()}{text[1:]}", _QUERY)


def _share(draft: FigureBuilder, name: str, content: Mapping[str, Any], text: str) -> str:
    value = content["value"]
    interval = None if value is None else (content["low"], content["high"])
    return draft.add(name, value, "share", Provenance.SIMULATED, _defined(text), interval=interval)


def _shares(draft: FigureBuilder, name: str, content: Mapping[str, Any]) -> tuple[str, str]:
    return (
        _share(draft, f"{name}.recall", content["recall"], "Pairs of two states that were found."),
        _share(
            draft,
            f"{name}.precision",
            content["precision"],
            "Of the pairs found, those that are one person.",
        ),
    )


def _counted(
    draft: FigureBuilder, kind: str, options: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[str, str, str]]:
    for option in options:
        for place, option_count in enumerate(option[kind]):
            tag = Provenance.ASSUMED if option_count["basis"] == "assumed" else Provenance.SIMULATED
            name = f"options.{option['code']}.{kind}.{place}"
            yield (
                option["name"],
                option_count["what"],
                draft.add(
                    name,
                    option_count["value"],
                    option_count["unit"],
                    tag,
                    _defined(option_count["what"]),
                ),
            )


def _ways(content: Mapping[str, Any], draft: FigureBuilder) -> Iterable[Table]:
    outages = [
        (
            row["what"],
            _share(
                draft,
                f"options.outage.{place}",
                row["recall"],
                "Pairs of two states found by one search.",
            ),
        )
        for place, row in enumerate(content["outages"])
    ]
    yield Table("Federated search when stores do not answer", ("Case", "Recall"), tuple(outages))
    encodings = [
        (row["hardening"], *_shares(draft, f"options.encoding.{place}", row["accuracy"][0]))
        for place, row in enumerate(content["encodings"])
    ]
    yield Table("Encodings by hardening", ("Hardening", "Recall", "Precision"), tuple(encodings))


def _attacks(attacks: Sequence[Mapping[str, Any]], draft: FigureBuilder) -> Table:
    rows = [
        (
            f"{row['target']}: {row['attack']}, by {row['attacker']}",
            _share(
                draft,
                f"options.attack.{place}.read",
                row["read"],
                "Records whose name was read correctly.",
            ),
            _share(
                draft,
                f"options.attack.{place}.blind",
                row["blind"],
                "Records whose name is correct if the most common name is guessed.",
            ),
        )
        for place, row in enumerate(attacks)
    ]
    return Table(
        "Names read by attacks on encodings",
        ("Attack", "Names read", "By blind guessing"),
        tuple(rows),
    )


def _habits(habits: Sequence[Mapping[str, Any]], draft: FigureBuilder) -> Table:
    rows = []
    for place, row in enumerate(habits):
        habit = row["habits"]
        name = f"options.habit.{place}"
        rows.append(
            (
                f"{habit['desks']} desks, {habit['times']} times",
                draft.add(
                    f"{name}.questions",
                    row["questions"],
                    "questions",
                    Provenance.SIMULATED,
                    _defined("Questions asked."),
                ),
                *_shares(draft, name, row),
            )
        )
    return Table(
        "Asking by hand: number of desks and times",
        ("Asked", "Questions", "Recall", "Precision"),
        tuple(rows),
    )
