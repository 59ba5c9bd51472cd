"""Fill the tables of docs/options.md: `python -m benchmarks.options.tables [FIRST OTHERS ...]`.

The files are outputs of `python -m benchmarks.options`. The first becomes reports/options.json.
From the others, with other seeds and sizes, the pairs found and the results of attacks are added
(`others`). Without files, only the tables are made.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RESULTS, PAGE = ROOT / "reports" / "options.json", ROOT / "docs" / "options.md"

Made = dict[str, Any]


def share_cell(share: Made) -> str:
    """Return a share and its interval as a table cell."""
    if share["value"] is None:
        return "-"
    return f"{share['value']:.3f} ({share['low']:.3f} to {share['high']:.3f})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _lines(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = [*head]
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, ["---"] * len(columns), *rows))


def _found(results: Made) -> str:
    rows = [
        (
            option["name"],
            share_cell(option["accuracy"][0]["recall"]),
            share_cell(option["accuracy"][0]["precision"]),
        )
        for option in results["options"]
    ]
    rows.append(
        (
            "the same federation, each store without the total number",
            share_cell(results["unaware_stores"][0]["recall"]),
            share_cell(results["unaware_stores"][0]["precision"]),
        )
    )
    return _lines(("option", "recall (95 %)", "precision (95 %)"), rows)


def _groups(results: Made) -> str:
    options = results["options"]
    rows = []
    for place, group in enumerate(options[0]["accuracy"]):
        cells = [share_cell(option["accuracy"][place]["recall"]) for option in options]
        rows.append((group["group"], str(group["recall"]["of"]), *cells))
    return _lines(("group", "true pairs", *(option["code"] for option in options)), rows)


def _counts(field: str) -> Callable[[Made], str]:
    def table(results: Made) -> str:
        rows = [
            (option["code"], count["what"], _number(count["value"]), count["unit"], count["basis"])
            for option in results["options"]
            for count in option[field]
        ]
        return _lines(("option", "what", "how many", "unit", "basis"), rows)

    return table


def _costs(results: Made) -> str:
    names = ("running_eur", "desk_hours", "desk_eur", "total_eur", "eur_a_right_pair")
    rows = [
        (option["code"], *(_number(option["cost"][name]) for name in names))
        for option in results["options"]
    ]
    return _lines(
        (
            "option",
            "running, EUR",
            "hours of desks",
            "desks, EUR",
            "together, EUR",
            "EUR a right pair",
        ),
        rows,
    )


def _assumptions(results: Made) -> str:
    rows = [
        (assumption["words"], _number(assumption["value"]), assumption["unit"])
        for assumption in results["assumptions"]
    ]
    return _lines(("assumed", "value", "unit"), rows)


def _outages(results: Made) -> str:
    return _lines(
        ("federated search, asked once", "recall"),
        [(o["what"], share_cell(o["recall"])) for o in results["outages"]],
    )


def _habits(results: Made) -> str:
    rows = [
        (
            str(habit["habits"]["desks"]),
            f"{habit['habits']['times']}, {habit['habits']['days_apart']} days apart",
            _number(habit["habits"]["answered"]),
            _number(habit["questions"]),
            share_cell(habit["recall"]),
            share_cell(habit["precision"]),
        )
        for habit in results["habits"]
    ]
    return _lines(
        ("desks asked", "times", "share answered", "questions", "recall", "precision"), rows
    )


def _encodings(results: Made) -> str:
    rows = [
        (
            encoding["hardening"],
            f"{encoding['threshold']:.3f}",
            _number(encoding["bytes_held"]),
            share_cell(encoding["accuracy"][0]["recall"]),
            share_cell(encoding["accuracy"][0]["precision"]),
        )
        for encoding in results["encodings"]
    ]
    return _lines(
        ("hardening (a key has no effect here)", "threshold", "bytes", "recall", "precision"),
        rows,
    )


def _attacks(results: Made) -> str:
    rows = [
        (
            attack["target"],
            attack["attack"],
            attack["attacker"],
            share_cell(attack["read"]),
            share_cell(attack["blind"]),
        )
        for attack in results["attacks"]
    ]
    return _lines(("encoding", "attack", "by", "names read right", "by blind guessing"), rows)


def _seconds(results: Made) -> str:
    return _lines(
        ("step", "seconds of processor"),
        [(step, f"{seconds:.2f}") for step, seconds in results["seconds"].items()],
    )


def merge_comparisons(first: Made, other_results: Iterable[Made]) -> Made:
    """Return a comparison with the accuracy and attacks of others, by size and seed.

    Raise SystemExit if another engine version made one of them.
    """
    other_summaries = []
    for result in other_results:
        if result["world"]["engine_version"] != first["world"]["engine_version"]:
            raise SystemExit("a file has comparisons of another engine version; measure it again")
        options = [
            {"code": option["code"], "accuracy": option["accuracy"][:1]}
            for option in result["options"]
        ]
        other_summaries.append(
            {"world": result["world"], "options": options, "attacks": result["attacks"]}
        )
    return {
        **first,
        "others": sorted(
            other_summaries, key=lambda made: (made["world"]["records"], made["world"]["seed"])
        ),
    }


def _worlds(results: Made) -> list[Made]:
    return sorted(
        (results, *results.get("others", ())),
        key=lambda result: (result["world"]["records"], result["world"]["seed"]),
    )


def _seeds(results: Made) -> str:
    """Return the pairs found by each option on each world."""
    rows = [
        (_number(world["world"]["records"]), str(world["world"]["seed"]), option["code"],
         share_cell(option["accuracy"][0]["recall"]),
         share_cell(option["accuracy"][0]["precision"]))
        for world in _worlds(results) for option in world["options"]
    ]  # fmt: skip
    return _lines(("records", "seed", "option", "recall (95 %)", "precision (95 %)"), rows)


def _seeds_attacked(results: Made) -> str:
    """Return the names read by the best attack without the key on each world, by target."""
    rows = []
    for result in _worlds(results):
        for target in TARGETS:
            best = max(
                (
                    a
                    for a in result["attacks"]
                    if a["target"] == target and "key" not in a["attacker"]
                ),
                key=lambda a: float(a["read"]["value"] or 0),
            )
            world = result["world"]
            rows.append(
                (
                    _number(world["records"]),
                    str(world["seed"]),
                    target,
                    best["attack"],
                    share_cell(best["read"]),
                    share_cell(best["blind"]),
                )
            )
    return _lines(
        ("records", "seed", "encoding", "best attack", "names read right", "by blind guessing"),
        rows,
    )


# targets of attacks without the key, on every world
TARGETS = (
    "keyed",
    "keyed, record-level",
    "keyed, salted by year of birth",
    "all four",
    "match keys of the store",
)
TABLES: dict[str, Callable[[Made], str]] = {
    "found": _found,
    "seeds": _seeds,
    "seeds-attacked": _seeds_attacked,
    "groups": _groups,
    "learned": _counts("learned"),
    "corrupt": _counts("corrupt"),
    "work": _counts("work"),
    "cost": _costs,
    "assumptions": _assumptions,
    "outages": _outages,
    "habits": _habits,
    "encodings": _encodings,
    "attacks": _attacks,
    "seconds": _seconds,
}


def fill_tables(page: str, results: Made) -> str:
    """Return the page with all tables filled. Raise KeyError for an unknown table."""

    def table(mark: re.Match[str]) -> str:
        return f"<!-- table: {mark[1]} -->\n{TABLES[mark[1]](results)}\n<!-- end -->"

    return re.sub(r"<!-- table: ([\w-]+) -->\n.*?<!-- end -->", table, page, flags=re.DOTALL)


if __name__ == "__main__":
    if files := [json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:]]:
        RESULTS.write_text(
            json.dumps(merge_comparisons(files[0], files[1:]), indent=1, ensure_ascii=False) + "\n",
            "utf-8",
        )
    PAGE.write_text(
        fill_tables(PAGE.read_text("utf-8"), json.loads(RESULTS.read_text("utf-8"))), "utf-8"
    )
