"""Files of benchmarks and options with wrong content: one clear error, and no report."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidInput
from reports import benchmarks
from reports.assumptions import ReportInputs
from reports.counts import PublishedCounts
from reports.feasibility import build_report

ABOUT = {"Run": "11111111-1111-4111-8111-111111111111"}
MEASURED: dict[str, Any] = json.loads(benchmarks.SHIPPED_FILE.read_text("utf-8"))
OPTIONS: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "reports" / "options.json").read_text("utf-8")
)
Spoil = Callable[[dict[str, Any]], object]


def _spoilt(content: dict[str, Any], spoil: Spoil) -> dict[str, Any]:
    changed = copy.deepcopy(content)
    spoil(changed)
    return changed


def test_the_shipped_files_are_parsed_and_reported() -> None:
    measured = benchmarks.parse_benchmarks(json.dumps(MEASURED).encode())
    assert (
        build_report(ReportInputs(PublishedCounts({}), measured, options=OPTIONS), ABOUT)
        .figures["options.records"]
        .value
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"words"',
        b"null",
        b"\xff\xfe",
        b'{"format": "homeward-benchmarks 2"}',
        b'{"format": []}',
    ],
)
def test_bytes_that_are_no_benchmarks_are_of_another_format(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="other_format") as raised:
        benchmarks.parse_benchmarks(content)
    assert raised.value.field == "benchmarks"


def test_a_file_of_benchmarks_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="unreadable"):
        benchmarks.read_benchmarks(tmp_path / "none.json")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: content.pop("truth"), id="no truth"),
        pytest.param(lambda content: content["truth"].pop("seeds"), id="no seeds"),
        pytest.param(lambda content: content["truth"].update(seeds=[]), id="no world"),
        pytest.param(
            lambda content: content["truth"].update(true_pairs="many"), id="a word for a count"
        ),
        pytest.param(lambda content: content["truth"]["thresholds"].clear(), id="no threshold"),
        pytest.param(
            lambda content: content["truth"].update(
                thresholds=[
                    one for one in content["truth"]["thresholds"] if one["threshold"] != 0.5
                ]
            ),
            id="no threshold at even odds",
        ),
        pytest.param(
            lambda content: content["truth"]["thresholds"][0].update(found="9"),
            id="a text for a number",
        ),
        pytest.param(
            lambda content: content["truth"]["thresholds"][0].update(wrong=-1),
            id="fewer than nothing",
        ),
        pytest.param(
            lambda content: content["truth"]["thresholds"][0].update(found=10**9),
            id="more found than true",
        ),
        pytest.param(
            lambda content: content["truth"]["thresholds"][0].update(more=1),
            id="a field nobody knows",
        ),
        pytest.param(
            lambda content: content["truth"]["calibration"][0].update(said=float("nan")),
            id="no number",
        ),
        pytest.param(
            lambda content: content["truth"]["bits"][0].update(known=10**9),
            id="more known than pairs",
        ),
        pytest.param(lambda content: content["truth"].update(groups=[]), id="a list for groups"),
        pytest.param(
            lambda content: content["cost"]["points"][0].update(cpu_s=0),
            id="work that took no time",
        ),
        pytest.param(
            lambda content: content["cost"]["points"][0].update(records=None),
            id="a size nobody knows",
        ),
        pytest.param(
            lambda content: content.update(assumptions={"eur_an_hour": "dear"}),
            id="a word for a price",
        ),
        pytest.param(lambda content: content.update(machine="mine"), id="a word for a machine"),
    ],
)
def test_benchmarks_that_contradict_their_format_are_refused(spoil: Spoil) -> None:
    with pytest.raises(InvalidInput, match="other_format"):
        benchmarks.parse_benchmarks(json.dumps(_spoilt(MEASURED, spoil)).encode())


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: content.clear(), id="nothing in it"),
        pytest.param(
            lambda content: content.update(schema="homeward-options/2"), id="another schema"
        ),
        pytest.param(lambda content: content.pop("world"), id="no world"),
        pytest.param(
            lambda content: content["world"].update(records="many"), id="a word for a count"
        ),
        pytest.param(lambda content: content.update(options=7), id="a number for a list"),
        pytest.param(
            lambda content: content["options"].append(content["options"][0]), id="an option twice"
        ),
        pytest.param(lambda content: content["options"][0].update(accuracy=[]), id="no accuracy"),
        pytest.param(
            lambda content: content["options"][0]["cost"].update(desk_eur="dear"),
            id="a word for a cost",
        ),
        pytest.param(
            lambda content: content["attacks"][0].update(read=None),
            id="an attack that read nothing at all",
        ),
        pytest.param(lambda content: content["habits"][0].pop("questions"), id="no questions"),
    ],
)
def test_options_that_contradict_their_format_are_refused(spoil: Spoil) -> None:
    inputs = ReportInputs(
        PublishedCounts({}),
        benchmarks.read_benchmarks(benchmarks.SHIPPED_FILE),
        options=_spoilt(OPTIONS, spoil),
    )
    with pytest.raises(InvalidInput, match="other_format") as raised:
        build_report(inputs, ABOUT)
    assert raised.value.field == "options"
