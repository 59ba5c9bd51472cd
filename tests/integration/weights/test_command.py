"""`homeward weights`: its output, its refusals and its audit rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from cli.checks import machine
from core.errors import SettingsError
from core.policy.roles import Role
from core.settings import Settings
from matching import shipped_weights
from matching.model.weight_set import parse_weights, weights_text
from matching.versions import ENGINE_VERSION
from models.matching_runs.match import Match, MatchDecision, Score
from models.oversight.audit import Audit, AuditRecord
from models.records.record import Record
from services.foundation.context import make_context
from tests.factories import FOUND, NOW, Installation
from tests.integration.weights.steps import ArtificialPair, planted, with_bits, write_pairs

pytestmark = pytest.mark.late

MatchingRun = Callable[..., tuple[int, str]]


def test_fitting_writes_only_levels_and_bits_and_activates_nothing(
    store: Installation, run: MatchingRun, tmp_path: Path
) -> None:
    marker = "Markerkovalchuk"
    store.register(
        {**FOUND, "record_ref": marker, "full_name": marker, "description": marker},
        store.actor(Role.CASEWORKER, "DE-JUG"),
    )
    write_pairs(store, planted(120))
    store.work(0)
    code, output = run("train", "--out", tmp_path / "new.json")
    assert code == 0, output
    text = (tmp_path / "new.json").read_text("utf-8")
    new = parse_weights(text.encode())
    assert new.version != shipped_weights().version
    assert new.version in output
    personal = {str(one) for one in store.read_all(select(Record.public_id))}
    personal |= {str(one) for one in store.read_all(select(Match.public_id))}
    for value in {marker, "Shekiba", "Rahimzadah", "Golchehra", "M-1", "Lesvos", *personal}:
        assert value not in text + output
    drawn = f"drawn to {shipped_weights().version}, by 20 squared bits"
    assert new.note == f"fitted 2026-03-02 to 60 decisions same and 60 different, {drawn}"
    assert make_context(
        Settings(data_dir=store.context.settings.root), keys=store.context.keys
    ).engine.version == (shipped_weights().version)
    assert set(store.read_all(select(Score.engine_version))) == {f"{ENGINE_VERSION}.0"}
    row = store.read_one(select(Audit).where(Audit.action == "train_weights"))
    assert (row.role, row.outcome) == ("administrator", "60 same, 60 different")
    named = set(store.read_all(select(AuditRecord.record).where(AuditRecord.audit_id == row.id)))
    ends = select(Record.public_id).where(
        Record.id.in_(select(Match.low).union(select(Match.high)))
    )
    assert named == set(store.read_all(ends))


def test_a_file_that_is_there_is_not_written_over(
    store: Installation, run: MatchingRun, tmp_path: Path
) -> None:
    write_pairs(store, planted(120))
    (tmp_path / "new.json").write_text("mine")
    code, output = run("train", "--out", tmp_path / "new.json")
    assert (code, (tmp_path / "new.json").read_text()) == (1, "mine")
    assert "exists and is not replaced" in output


def test_without_the_audit_log_weights_are_not_fitted_or_shown(
    store: Installation, run: MatchingRun, tmp_path: Path
) -> None:
    write_pairs(store, planted(120))
    (tmp_path / "new.json").write_text(weights_text(with_bits("eyes", "agree", 4.0)), "utf-8")
    store.refuse_rows("audit")
    for arguments in (
        ("train", "--out", tmp_path / "other.json"),
        ("compare", tmp_path / "new.json"),
    ):
        code, output = run(*arguments)
        assert code != 0
        assert "the audit log cannot be written" in output
    assert not (tmp_path / "other.json").exists()


def test_a_refused_fit_leaves_its_row_in_the_audit_log_and_no_file(
    store: Installation, run: MatchingRun, tmp_path: Path
) -> None:
    write_pairs(store, planted(20))
    code, output = run("train", "--out", tmp_path / "new.json")
    assert (code, "too few match decisions" in output) == (1, True)
    assert not (tmp_path / "new.json").exists()
    assert store.read_all(select(Audit.outcome).where(Audit.action == "train_weights")) == [
        "10 same, 10 different"
    ]


def test_a_comparison_is_printed_as_text_or_json_and_names_pairs_only_on_request(
    store: Installation, run: MatchingRun, tmp_path: Path
) -> None:
    weak = {"birth": "same_day", "eyes": "agree"}
    write_pairs(
        store,
        [
            ArtificialPair(weak, "same"),
            ArtificialPair(weak, "different"),
            ArtificialPair(weak, None),
        ],
    )
    (tmp_path / "new.json").write_text(weights_text(with_bits("eyes", "agree", 4.0)), "utf-8")
    code, output = run("compare", tmp_path / "new.json", "--json", "--thresholds", ".5,.9")
    report = json.loads(output)
    assert (code, report["same"], report["different"], report["queue"]) == (0, 1, 1, 1)
    assert [one["threshold"] for one in report["after"]["reach"]] == [0.5, 0.9]
    assert report["moves"][0] == {
        "outcome": "same",
        "before": "weak",
        "after": "possible",
        "count": 1,
    }
    ids = {str(one) for one in store.read_all(select(Match.public_id).where(Match.state != "open"))}
    _, output = run("compare", tmp_path / "new.json", "--json", "--pairs")
    assert {pair for move in json.loads(output)["moves"] for pair in move["pairs"]} == ids
    code, output = run("compare", tmp_path / "new.json")
    assert (code, "1 same: weak > possible" in output, any(one in output for one in ids)) == (
        0,
        True,
        False,
    )
    code, output = run("compare", tmp_path / "new.json", "--pairs")
    assert all(one in output for one in ids)


def test_decisions_fitted_to_and_decisions_compared_on_can_be_kept_apart(
    store: Installation, run: MatchingRun, tmp_path: Path
) -> None:
    write_pairs(store, planted(120))
    later = store.read_all(
        select(MatchDecision.match_id).order_by(MatchDecision.match_id).limit(40)
    )
    store.change(
        update(MatchDecision)
        .where(MatchDecision.match_id.in_(later))
        .values(created_at=NOW + timedelta(days=1))
    )
    day = f"{NOW + timedelta(days=1):%Y-%m-%d}"
    code, output = run("train", "--out", tmp_path / "new.json", "--before", day, "--json")
    assert (code, json.loads(output)["same"]) == (0, 50)
    code, output = run("compare", tmp_path / "new.json", "--since", day, "--json")
    assert (code, json.loads(output)["same"], json.loads(output)["different"]) == (0, 10, 10)


@pytest.mark.parametrize("thresholds", ["", "x", "0", "1", ".5,2", "nan"])
def test_thresholds_are_probabilities(run: MatchingRun, tmp_path: Path, thresholds: str) -> None:
    (tmp_path / "new.json").write_text(weights_text(shipped_weights()), "utf-8")
    assert run("compare", tmp_path / "new.json", "--thresholds", thresholds)[0] == 2


def test_a_broken_file_is_refused_by_the_command_and_at_the_start(
    store: Installation, run: MatchingRun, tmp_path: Path
) -> None:
    text = weights_text(shipped_weights()).replace('"agree"', '"agrees"', 1)
    (tmp_path / "new.json").write_text(text, "utf-8")
    code, output = run("compare", tmp_path / "new.json")
    assert (code, "is missing" in output) == (2, True)
    for file in (tmp_path / "new.json", tmp_path / "none.json"):
        settings = Settings(data_dir=store.context.settings.root, weights_file=file)
        with pytest.raises(SettingsError, match="HOMEWARD_WEIGHTS_FILE"):
            make_context(settings, keys=store.context.keys)
        with pytest.raises(SettingsError, match="HOMEWARD_WEIGHTS_FILE"):
            list(machine.check_weights(settings))


def test_the_table_in_force_is_shown(
    run: MatchingRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, output = run("show", "--json")
    assert (code, parse_weights(output.encode())) == (0, shipped_weights())
    new = with_bits("eyes", "agree", 4.0)
    (tmp_path / "new.json").write_text(weights_text(new), "utf-8")
    monkeypatch.setenv("HOMEWARD_WEIGHTS_FILE", str(tmp_path / "new.json"))
    code, output = run("show")
    assert (code, new.version in output, "+4.000" in output, "simulated" in output) == (
        0,
        True,
        True,
        True,
    )
