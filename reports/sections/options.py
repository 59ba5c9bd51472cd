"""Options compared: a central store, federated search, encodings only, asking by hand; as
`services.options` found.
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
    ("learned", "What the parties learn"),
    ("corrupt", "What a corrupt party can read"),
    ("work", "Messages and work"),
)
_COSTS = (
    ("running_eur", "Running it, a year", "EUR"),
    ("desk_hours", "Hours of desks, a year", "hours"),
    ("desk_eur", "The same in money", "EUR"),
    ("total_eur", "All of it", "EUR"),
    ("eur_a_right_pair", "For each right pair", "EUR"),
)
_QUERY = "options file (`homeward report options`): counts; Wilson 95 %"


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Make the chapter; `InvalidInput` where what was given is no comparison of options."""
    if inputs.options is None:
        text = (
            "No comparison of options was given to this report. `homeward report options` makes one"
            " on a synthetic world, and `--options FILE` brings it here."
        )
        return Section("options", "Options compared", (Paragraph(text, is_limit=True),))
    try:
        return Section("options", "Options compared", tuple(_blocks(inputs.options, draft)))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise InvalidInput("options", "other_format") from error


def _blocks(told: Mapping[str, Any], draft: FigureBuilder) -> Iterable[Block]:
    if told["schema"] != OPTIONS_SCHEMA:
        raise InvalidInput("options", "other_format")
    world, options = told["world"], told["options"]
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
            "True pairs whose records belong to two states: the ones that only working together"
            " finds."
        ),
    )
    yield Paragraph(
        f"One synthetic world of {records}, with {pairs} of two states to be found, went through"
        " each option. What an option finds and what its parties learn was counted; what it costs"
        " rests on assumptions."
    )
    rows = [
        (option["name"], *_shares(draft, f"options.{option['code']}", option["accuracy"][0]))
        for option in options
    ]
    yield Table("What each option finds", ("Option", "Recall", "Precision"), tuple(rows))
    if told.get("others"):
        yield _others(told["others"], {option["code"]: option["name"] for option in options}, draft)
    for kind, caption in _OF_OPTION:
        yield Table(caption, ("Option", "What", "How much"), tuple(_counted(draft, kind, options)))
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
        "What each option costs (assumed)",
        ("Option", *(words for _, words, _ in _COSTS)),
        tuple(costs),
    )
    yield from _ways(told, draft)
    yield _attacks(told["attacks"], draft)
    yield _habits(told["habits"], draft)
    assumed = [
        (
            one["words"],
            draft.add(
                f"options.assumed.{one['code']}",
                one["value"],
                one["unit"],
                Provenance.ASSUMED,
                _defined(one["words"]),
            ),
        )
        for one in told["assumptions"]
    ]
    yield Table("What the costs assume", ("Assumption", "Value"), tuple(assumed))
    yield Paragraph(
        "The options were compared on made-up people by one engine, and by programs that play the"
        " states. What states may lawfully hold, send or be asked differs between them more than"
        " any number here.",
        is_limit=True,
    )


def _others(
    others: Sequence[Mapping[str, Any]], names: Mapping[str, str], draft: FigureBuilder
) -> Table:
    """Return what each option finds on worlds of other seeds and sizes, a row a world and
    option.
    """
    rows = []
    for made in others:
        world = made["world"]
        for one in made["options"]:
            prefix = f"options.other.{int(world['records'])}.{int(world['seed'])}.{one['code']}"
            head = f"{int(world['records']):,} records, seed {int(world['seed'])}"
            rows.append((head, names[one["code"]], *_shares(draft, prefix, one["accuracy"][0])))
    return Table(
        "The same on other worlds", ("World", "Option", "Recall", "Precision"), tuple(rows)
    )


def _defined(text: str) -> Definition:
    return Definition(f"{text[:1].upper()}{text[1:]}", _QUERY)


def _share(draft: FigureBuilder, name: str, told: Mapping[str, Any], text: str) -> str:
    value = told["value"]
    interval = None if value is None else (told["low"], told["high"])
    return draft.add(name, value, "share", Provenance.SIMULATED, _defined(text), interval=interval)


def _shares(draft: FigureBuilder, name: str, told: Mapping[str, Any]) -> tuple[str, str]:
    return (
        _share(draft, f"{name}.recall", told["recall"], "Pairs of two states that were found."),
        _share(
            draft,
            f"{name}.precision",
            told["precision"],
            "Of the pairs found, those that are one person.",
        ),
    )


def _counted(
    draft: FigureBuilder, kind: str, options: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[str, str, str]]:
    for option in options:
        for place, one in enumerate(option[kind]):
            tag = Provenance.ASSUMED if one["basis"] == "assumed" else Provenance.SIMULATED
            name = f"options.{option['code']}.{kind}.{place}"
            yield (
                option["name"],
                one["what"],
                draft.add(name, one["value"], one["unit"], tag, _defined(one["what"])),
            )


def _ways(told: Mapping[str, Any], draft: FigureBuilder) -> Iterable[Table]:
    outages = [
        (
            one["what"],
            _share(
                draft,
                f"options.outage.{place}",
                one["recall"],
                "Pairs of two states found, asked once.",
            ),
        )
        for place, one in enumerate(told["outages"])
    ]
    yield Table("Federated search when stores do not answer", ("What", "Recall"), tuple(outages))
    encodings = [
        (one["hardening"], *_shares(draft, f"options.encoding.{place}", one["accuracy"][0]))
        for place, one in enumerate(told["encodings"])
    ]
    yield Table(
        "Encodings by how they are hardened", ("Hardening", "Recall", "Precision"), tuple(encodings)
    )


def _attacks(attacks: Sequence[Mapping[str, Any]], draft: FigureBuilder) -> Table:
    rows = [
        (
            f"{one['target']}: {one['attack']}, by {one['attacker']}",
            _share(
                draft,
                f"options.attack.{place}.read",
                one["read"],
                "Records whose name was read right.",
            ),
            _share(
                draft,
                f"options.attack.{place}.blind",
                one["blind"],
                "Read right by guessing the commonest blindly.",
            ),
        )
        for place, one in enumerate(attacks)
    ]
    return Table(
        "What attacks on encodings read", ("Attack", "Names read", "By blind guessing"), tuple(rows)
    )


def _habits(habits: Sequence[Mapping[str, Any]], draft: FigureBuilder) -> Table:
    rows = []
    for place, one in enumerate(habits):
        how = one["habits"]
        name = f"options.habit.{place}"
        rows.append(
            (
                f"{how['desks']} desks, {how['times']} times",
                draft.add(
                    f"{name}.questions",
                    one["questions"],
                    "questions",
                    Provenance.SIMULATED,
                    _defined("Questions asked."),
                ),
                *_shares(draft, name, one),
            )
        )
    return Table(
        "Asking by hand, by habit", ("Asked", "Questions", "Recall", "Precision"), tuple(rows)
    )
