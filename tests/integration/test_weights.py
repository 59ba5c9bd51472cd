"""Weights fitted to verdicts and held against those in force: what is counted, what is written, and what is not."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from cli.__main__ import app as command
from cli.checks import database as database_checks
from cli.checks import machine
from cli.checks.finding import State
from core.crypto import save_keyring
from core.errors import Conflict, HomewardError, Refused, SettingsError, exit_code
from core.policy import Role
from core.settings import Settings
from matching import BANDS, Engine, WeightSet, decode_levels, encode_levels, levels, shipped
from matching.level_chance import Chance, encode
from matching.probability import prior_bits
from matching.weight_set import parse, written
from models.audit import Audit, AuditRecord
from models.bulk import insert_rows
from models.facts import Feature
from models.match_key import RaritySnapshot
from models.pair import Pair, Score, Verdict
from models.record import Record
from models.wall import Door
from services import context as contexts
from services import records, verdicts, weights
from services.accounts import INSTALLER
from services.context import load_engine, make_context
from services.weights import Look
from tests.factories import CLEARED, FOUND, MISSING, NOW, Installation

INDEX = {name: number for number, name in enumerate(levels.NAMES)}
CODES = {attribute.name: [level.code for level in attribute.levels] for attribute in levels.ATTRIBUTES}
SIZE = 1000


def _stored(
    codes: dict[str, str], raw: float = 0.0, under: WeightSet | None = None, chance: Chance | None = None
) -> bytes:
    """Evidence as the store keeps it: levels by code, names at raw bits, under a set of weights and a chance."""
    from matching.kernel.pair import bent

    table, bend = (under or shipped()).tables(chance)
    found = np.array([CODES[name].index(codes.get(name, "unknown")) for name in levels.NAMES], np.uint8)
    bits = (table[np.arange(levels.COUNT), found] / 64).astype(np.float32)
    bits[0] = bent(round(raw * 64), bend) / 64 if found[0] else 0.0
    return encode_levels(found, bits)


def _bits(codes: dict[str, str], under: WeightSet | None = None) -> float:
    rows = zip(levels.ATTRIBUTES, (under or shipped()).bits, strict=True)
    return sum(row[CODES[one.name].index(codes.get(one.name, "unknown"))] for one, row in rows)


@dataclasses.dataclass(frozen=True)
class Told:
    """A pair to be made: levels, and what two people said of it (None: it waits)."""

    codes: dict[str, str]
    outcome: str | None
    engine: str = f"{levels.ENGINE_VERSION}.0"
    stored: bytes | None = None


def _fill(one: Installation, told: Sequence[Told]) -> None:
    """Write pairs of made-up records straight into the tables: no record has any fact."""
    owner = one.actor(Role.SUPERVISOR, "DE-JUG")
    with one.database.transaction() as session:
        template = session.scalars(select(Record).limit(1)).first()
        assert template is not None
        columns = [column.key for column in Record.__table__.columns if column.key != "id"]
        for number, pair in enumerate(told):
            values = {name: getattr(template, name) for name in columns}
            ends = [
                Record(**values | {"public_id": uuid4(), "ref_tag": bytes([side]) + number.to_bytes(15)})
                for side in (1, 2)
            ]
            session.add_all(ends)
            session.flush()
            session.add_all(
                Feature(record_id=end.id, record_version=end.version, key_version=1, sealed=b"") for end in ends
            )
            low, high = sorted(end.id for end in ends)
            state = {None: "open", "same": "confirmed", "different": "refuted", "cannot_tell": "open"}[pair.outcome]
            made = Pair(public_id=uuid4(), low=low, high=high, state=state, version=1, notified_band=0, created_at=NOW)
            session.add(made)
            session.flush()
            score = Score(
                pair_id=made.id, low_version=1, high_version=1, engine_version=pair.engine, bits=0.0, probability=0.5,
                amount=0.0, band=2, levels=pair.stored or _stored(pair.codes), created_at=NOW,
            )  # fmt: skip
            session.add(score)
            session.flush()
            made.score_id = score.id
            steps = {None: (), "cannot_tell": ("propose",)}.get(pair.outcome, ("propose", "confirm"))
            insert_rows(
                session,
                Verdict,
                [
                    {
                        "public_id": uuid4(), "pair_id": made.id, "low_version": 1, "high_version": 1,
                        "agency_id": template.agency_id, "user_id": owner.user_id, "step": step,
                        "outcome": pair.outcome, "reason": "document", "created_at": NOW,
                    }
                    for step in steps
                ],
            )  # fmt: skip


@pytest.fixture
def store(installation: Installation) -> Installation:
    """An installation whose one real record serves as the pattern of made-up ones."""
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "DE-JUG"), CLEARED)
    return installation


def _look(one: Installation) -> Look:
    with one.app.transaction(is_read_only=True, door=Door.WORKER) as session:
        return weights.look_at_all(session, one.context, INSTALLER)


BASE = {"birth": "same_month", "sex": "agree", "origin": "agree"}


def _planted(size: int) -> list[Told]:
    """Verdicts of a world in which eye colour tells nothing: it differs as often in one person as in two."""
    return [
        Told(BASE | {"eyes": "differ" if number % 2 else "agree"}, "same" if number % 4 < 2 else "different")
        for number in range(size)
    ]


def _bits_of(found: WeightSet, attribute: str, level: str) -> float:
    return found.bits[INDEX[attribute]][CODES[attribute].index(level)]


def test_a_planted_truth_is_approached_and_what_nobody_saw_stays(store: Installation) -> None:
    _fill(store, _planted(400))
    look = _look(store)
    assert (look.labels.same, look.labels.different, look.labels.anew, look.labels.left_out) == (200, 200, 0, 0)
    fitted = weights.train(store.context, look, least=30)
    eyes = [_bits_of(fitted.weights, "eyes", level) for level in ("differ", "agree")]
    before = [_bits_of(shipped(), "eyes", level) for level in ("differ", "agree")]
    assert before[0] < eyes[0] <= eyes[1] < before[1]
    assert eyes[1] - eyes[0] < (before[1] - before[0]) * 2 / 3
    seen = set(BASE.items()) | {("eyes", "differ"), ("eyes", "agree"), ("eyes", "near")}
    for attribute, old, new in zip(levels.ATTRIBUTES, shipped().bits, fitted.weights.bits, strict=True):
        for level, one, other in zip(attribute.levels, old, new, strict=True):
            assert one == other or (attribute.name, level.code) in seen
    assert fitted.weights.bend == shipped().bend
    assert fitted.weights.sources[INDEX["eyes"]][1] == "verdicts"
    assert fitted.weights.sources[INDEX["phone"]] == shipped().sources[INDEX["phone"]]
    counted = {(one.attribute, one.level): (one.same, one.different) for one in fitted.changes}
    assert counted["eyes", "differ"] == (100, 100)
    assert counted["hair", "agree"] == (0, 0)


def test_thirty_verdicts_move_little(store: Installation) -> None:
    _fill(store, _planted(60))
    fitted = weights.train(store.context, _look(store), least=30)
    assert 0 < max(abs(one.new - one.old) for one in fitted.changes) <= 0.25


def test_how_often_people_say_same_is_not_taken_for_how_likely_a_pair_is(store: Installation) -> None:
    """Nine in ten of the verdicts are "same", whatever the levels: a choice, and no weight follows from it."""
    rows = [Told(BASE, "same" if number % 10 else "different") for number in range(300)]
    _fill(store, rows)
    fitted = weights.train(store.context, _look(store), least=30)
    assert [one for one in fitted.changes if one.new != one.old] == []


@pytest.mark.parametrize(("same", "different"), [(29, 30), (30, 29), (0, 60), (60, 0)])
def test_too_few_verdicts_of_a_kind_are_refused(store: Installation, same: int, different: int) -> None:
    _fill(store, [Told(BASE, "same")] * same + [Told(BASE, "different")] * different + [Told(BASE, "cannot_tell")] * 9)
    with pytest.raises(Conflict, match=rf"{same} same and {different} different, 30 of each"):
        weights.train(store.context, _look(store), least=30)


def test_no_option_goes_below_what_may_be_published(store: Installation) -> None:
    _fill(store, [Told(BASE, "same"), Told(BASE, "different")] * 5)
    with pytest.raises(Conflict, match="11 of each"):
        weights.train(store.context, _look(store), least=1)


def _with_bits(attribute: str, level: str, bits: float) -> WeightSet:
    told = json.loads(written(shipped()))
    del told["version"]
    told["levels"][attribute][level]["bits"] = bits
    return parse(json.dumps(told).encode())


def test_a_comparison_is_what_one_reckons_by_hand(store: Installation) -> None:
    strong = {"birth": "same_day", "phone": "own", "document": "agree"}
    weak = {"birth": "same_day", "eyes": "agree"}
    _fill(store, [
        Told(strong, "same"), Told(strong, "same"), Told(strong | {"hair": "differ"}, "different"),
        Told(weak, "same"), Told(weak, "different"), Told(weak, "cannot_tell"), Told(weak, None), Told(strong, None),
    ])  # fmt: skip
    new = _with_bits("eyes", "agree", 4.0)
    found = weights.compare(store.context, _look(store), new, thresholds=(0.5, 0.9))

    def chance(codes: dict[str, str], under: WeightSet) -> float:
        return 1 / (1 + 2 ** -(_bits(codes, under) + prior_bits(SIZE)))

    for judged, under in ((found.before, shipped()), (found.after, new)):
        same = [chance(strong, under)] * 2 + [chance(weak, under)]
        different = [chance(strong | {"hair": "differ"}, under), chance(weak, under)]
        losses = [-math.log(min(p, 1 - 1e-6)) for p in same] + [-math.log(max(1 - p, 1e-6)) for p in different]
        assert judged.log_loss == pytest.approx(sum(losses) / 5, abs=1e-4)
        bins: dict[int, list[tuple[float, int]]] = {}
        for p, is_same in [(p, 1) for p in same] + [(p, 0) for p in different]:
            bins.setdefault(min(int(p * 10), 9), []).append((p, is_same))
        gaps = [abs(sum(p - is_same for p, is_same in rows)) for rows in bins.values()]
        assert judged.calibration == pytest.approx(sum(gaps) / 5, abs=1e-5)
        for threshold, reach in judged.reach.items():
            waiting = [p for p in [chance(weak, under)] * 2 + [chance(strong, under)] if p >= threshold]
            assert reach.waiting == len(waiting)
            assert reach.expected == pytest.approx(sum(waiting) / len(waiting), abs=1e-5)
            assert reach.same == sum(p >= threshold for p in same)
            assert reach.different == sum(p >= threshold for p in different)
    assert found.before.reach[0.5].waiting == 3
    assert found.before.bands["same"] == {"none": 0, "weak": 1, "possible": 0, "strong": 2}
    assert found.before.bands["different"] == {"none": 0, "weak": 1, "possible": 0, "strong": 1}
    assert found.after.bands["same"] == {"none": 0, "weak": 0, "possible": 1, "strong": 2}
    assert [(one.outcome, one.before, one.after, len(one.pairs)) for one in found.moves] == [
        ("same", "weak", "possible", 1),
        ("different", "weak", "possible", 1),
    ]


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilsons_interval_is_the_published_one(hits: int, of: int, low: float, high: float) -> None:
    assert weights.wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_nothing_to_compare_on_is_no_error(store: Installation) -> None:
    found = weights.compare(store.context, _look(store), shipped())
    assert (found.before.log_loss, found.before.calibration, found.moves) == (None, None, ())
    assert all((one.waiting, one.precision) == (0, None) for one in found.after.reach.values())


def test_names_come_back_from_under_the_bend(store: Installation) -> None:
    codes = BASE | {"name": "agree"}
    _fill(store, [Told(codes, "same", stored=_stored(codes, raw)) for raw in (-30.0, -6.0, 3.0, 21.0, 60.0)])
    names = sorted((_look(store).labels.pairs.names / 64).tolist())
    lowest, highest = (levels.NAME_BEND[end][0] for end in (0, -1))
    assert names == pytest.approx([lowest, -6.0, 3.0, 21.0, highest], abs=0.1)


def test_evidence_under_weights_that_are_not_at_hand_is_left_out_and_counted(store: Installation) -> None:
    unknown = f"{levels.ENGINE_VERSION}+00000000.0"
    _fill(store, [Told(BASE, "same", engine=unknown), Told(BASE, None, engine=unknown), Told(BASE, "same"),
                  Told(BASE, "different", stored=b"cut")])  # fmt: skip
    with store.database.transaction() as session:
        session.execute(update(Feature).values(record_version=7))
    look = _look(store)
    assert (look.labels.same, look.labels.left_out, len(look.queue.pairs), look.queue.left_out) == (1, 2, 0, 1)


def _decide(store: Installation) -> Pair:
    """Let people refute one real pair."""
    store.register(FOUND, store.actor(Role.CASEWORKER, "DE-JUG"))
    store.work()
    with store.database.transaction(is_read_only=True) as session:
        pair = session.scalars(select(Pair)).one()
    for role, version in ((Role.CASEWORKER, 1), (Role.SUPERVISOR, 2)):
        with store.database.transaction() as session:
            verdicts.give_verdict(
                session, store.context, store.actor(role, "DE-JUG"), pair.public_id,
                outcome="different", reason="relatives_differ", expected_version=version,
            )  # fmt: skip
    return pair


def test_evidence_of_another_engine_is_made_anew_while_the_records_are_what_they_were(store: Installation) -> None:
    pair = _decide(store)
    stored = _look(store).labels
    assert (stored.different, stored.anew) == (1, 0)
    with store.database.transaction() as session:
        session.execute(update(Score).values(engine_version="1.0"))
    anew = _look(store).labels
    assert (anew.different, anew.anew, anew.left_out) == (1, 1, 0)
    assert np.array_equal(anew.pairs.levels, stored.pairs.levels)
    assert np.array_equal(anew.pairs.names, stored.pairs.names)
    assert anew.decided[0].public_id == pair.public_id
    with store.database.transaction() as session:
        edited = session.get_one(Record, pair.high).public_id
        owner = store.actor(Role.CASEWORKER, "DE-JUG")
        records.edit(session, store.context, owner, edited, changes={"height_cm": "155"}, expected_version=1)
    changed = _look(store).labels
    assert (changed.different, changed.left_out) == (0, 1)


def test_no_record_is_opened_where_levels_suffice(store: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    from services import feature_store

    _decide(store)

    def never(*_: object) -> None:
        raise AssertionError("a feature row was opened")

    monkeypatch.setattr(feature_store, "unseal", never)
    fresh = dataclasses.replace(store.context, features=feature_store.FeatureStore())
    with store.app.transaction(is_read_only=True, door=Door.WORKER) as session:
        assert weights.look_at_all(session, fresh, INSTALLER).labels.different == 1


def test_one_side_that_says_same_is_no_label_and_both_are(store: Installation) -> None:
    missing_side = store.actor(Role.CASEWORKER, "GR-CPA")
    store.register({**MISSING, "record_ref": "M-9"}, missing_side, CLEARED)
    store.register(FOUND, store.actor(Role.CASEWORKER, "FR-116"))
    store.work()
    with store.database.transaction(is_read_only=True) as session:
        mine = select(Record.id).where(Record.agency_id == missing_side.agency_id)
        pair = session.scalars(
            select(Pair).where(Pair.low.in_(mine) | Pair.high.in_(mine)).order_by(Pair.id.desc()).limit(1)
        ).one()
    for role, agency, version, labels in (
        (Role.CASEWORKER, "FR-116", 1, 0),
        (Role.SUPERVISOR, "FR-116", 2, 0),
        (Role.SUPERVISOR, "GR-CPA", 3, 1),
    ):
        with store.database.transaction() as session:
            verdicts.give_verdict(
                session, store.context, store.actor(role, agency), pair.public_id,
                outcome="same", reason="relative_confirmed", expected_version=version,
            )  # fmt: skip
        assert _look(store).labels.same == labels


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_whoever_does_not_run_the_installation_neither_fits_nor_compares(store: Installation, role: Role) -> None:
    actor = dataclasses.replace(INSTALLER, role=role)
    with store.database.transaction() as session:
        with pytest.raises(Refused):
            weights.look(session, store.context, actor)
        with pytest.raises(Refused):
            weights.look_at_all(session, store.context, actor)
        with pytest.raises(Refused):
            weights.note(session, store.context, actor, "train_weights", _look(store))


def test_there_is_no_route_to_weights() -> None:
    from api.app import ROUTERS

    paths = [getattr(route, "path", "") for router in ROUTERS for route in router.routes]
    assert paths
    assert not [path for path in paths if "weight" in path]


# --- the command


@pytest.fixture
def run(store: Installation, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Run `homeward weights ...` on the installation; return exit code and everything that was said."""
    settings = store.context.settings
    save_keyring(store.context.keys, settings.keys)
    monkeypatch.setenv("HOMEWARD_DATA_DIR", str(settings.root))
    monkeypatch.setattr(contexts, "SystemClock", lambda: store.clock)
    if not store.database.is_sqlite:
        monkeypatch.setenv("HOMEWARD_DATABASE_URL", store.app.url.render_as_string(hide_password=False))

    def invoke(*arguments: object) -> tuple[int, str]:
        answer = CliRunner().invoke(command, ["weights", *map(str, arguments)], env={"COLUMNS": "200"})
        error = answer.exception
        if isinstance(error, HomewardError):
            return exit_code(error), f"homeward: {error.detail}"
        assert error is None or isinstance(error, SystemExit), error
        return answer.exit_code, answer.output

    return invoke


Run = Callable[..., tuple[int, str]]


def test_fitting_writes_a_file_of_levels_and_bits_alone_and_switches_nothing(
    store: Installation, run: Run, tmp_path: Path
) -> None:
    canary = "Canarykovalchuk"
    store.register(
        {**FOUND, "record_ref": canary, "full_name": canary, "description": canary},
        store.actor(Role.CASEWORKER, "DE-JUG"),
    )
    _fill(store, _planted(120))
    store.work(0)
    code, said = run("train", "--out", tmp_path / "new.json")
    assert code == 0, said
    text = (tmp_path / "new.json").read_text("utf-8")
    new = parse(text.encode())
    assert new.version != shipped().version
    assert new.version in said
    with store.database.transaction(is_read_only=True) as session:
        personal = {str(one) for one in session.scalars(select(Record.public_id))}
        personal |= {str(one) for one in session.scalars(select(Pair.public_id))}
    for value in {canary, "Shekiba", "Rahimzadah", "Golchehra", "M-1", "Lesvos", *personal}:
        assert value not in text + said
    assert new.note == f"fitted 2026-03-02 to 60 verdicts same and 60 different, drawn to {shipped().version}"
    assert make_context(Settings(data_dir=store.context.settings.root), keys=store.context.keys).engine.version == (
        shipped().version
    )
    with store.database.transaction(is_read_only=True) as session:
        assert set(session.scalars(select(Score.engine_version))) == {f"{levels.ENGINE_VERSION}.0"}
        row = session.scalars(select(Audit).where(Audit.action == "train_weights")).one()
        assert (row.role, row.outcome) == ("administrator", "60 same, 60 different")
        named = set(session.scalars(select(AuditRecord.record).where(AuditRecord.audit_id == row.id)))
        ends = select(Record.public_id).where(Record.id.in_(select(Pair.low).union(select(Pair.high))))
        assert named == set(session.scalars(ends))


def test_a_file_that_is_there_is_not_written_over(store: Installation, run: Run, tmp_path: Path) -> None:
    _fill(store, _planted(120))
    (tmp_path / "new.json").write_text("mine")
    code, said = run("train", "--out", tmp_path / "new.json")
    assert (code, (tmp_path / "new.json").read_text()) == (1, "mine")
    assert "nothing is written over" in said


def test_without_a_trail_nothing_is_fitted_or_told(store: Installation, run: Run, tmp_path: Path) -> None:
    _fill(store, _planted(120))
    (tmp_path / "new.json").write_text(written(_with_bits("eyes", "agree", 4.0)), "utf-8")
    store.refuse_rows("audit")
    for arguments in (("train", "--out", tmp_path / "other.json"), ("compare", tmp_path / "new.json")):
        code, said = run(*arguments)
        assert code != 0
        assert "trail" in said
    assert not (tmp_path / "other.json").exists()


def test_a_refused_fit_leaves_its_row_in_the_trail_and_no_file(store: Installation, run: Run, tmp_path: Path) -> None:
    _fill(store, _planted(20))
    code, said = run("train", "--out", tmp_path / "new.json")
    assert (code, "too few verdicts" in said) == (1, True)
    assert not (tmp_path / "new.json").exists()
    with store.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Audit.outcome).where(Audit.action == "train_weights")).all() == [
            "10 same, 10 different"
        ]


def test_a_comparison_is_told_in_json_and_in_words_and_names_pairs_only_when_asked(
    store: Installation, run: Run, tmp_path: Path
) -> None:
    weak = {"birth": "same_day", "eyes": "agree"}
    _fill(store, [Told(weak, "same"), Told(weak, "different"), Told(weak, None)])
    (tmp_path / "new.json").write_text(written(_with_bits("eyes", "agree", 4.0)), "utf-8")
    code, said = run("compare", tmp_path / "new.json", "--json", "--thresholds", ".5,.9")
    told = json.loads(said)
    assert (code, told["same"], told["different"], told["queue"]) == (0, 1, 1, 1)
    assert [one["threshold"] for one in told["after"]["reach"]] == [0.5, 0.9]
    assert told["moves"][0] == {"outcome": "same", "before": "weak", "after": "possible", "count": 1}
    with store.database.transaction(is_read_only=True) as session:
        ids = {str(one) for one in session.scalars(select(Pair.public_id).where(Pair.state != "open"))}
    _, said = run("compare", tmp_path / "new.json", "--json", "--pairs")
    assert {pair for move in json.loads(said)["moves"] for pair in move["pairs"]} == ids
    code, said = run("compare", tmp_path / "new.json")
    assert (code, "1 same: weak > possible" in said, any(one in said for one in ids)) == (0, True, False)
    code, said = run("compare", tmp_path / "new.json", "--pairs")
    assert all(one in said for one in ids)


def test_verdicts_fitted_to_and_verdicts_compared_on_can_be_kept_apart(
    store: Installation, run: Run, tmp_path: Path
) -> None:
    _fill(store, _planted(120))
    with store.database.transaction() as session:
        later = session.scalars(select(Verdict.pair_id).order_by(Verdict.pair_id).limit(40)).all()
        session.execute(update(Verdict).where(Verdict.pair_id.in_(later)).values(created_at=NOW + timedelta(days=1)))
    day = f"{NOW + timedelta(days=1):%Y-%m-%d}"
    code, said = run("train", "--out", tmp_path / "new.json", "--before", day, "--json")
    assert (code, json.loads(said)["same"]) == (0, 50)
    code, said = run("compare", tmp_path / "new.json", "--since", day, "--json")
    assert (code, json.loads(said)["same"], json.loads(said)["different"]) == (0, 10, 10)


@pytest.mark.parametrize("thresholds", ["", "x", "0", "1", ".5,2", "nan"])
def test_thresholds_are_probabilities(run: Run, tmp_path: Path, thresholds: str) -> None:
    (tmp_path / "new.json").write_text(written(shipped()), "utf-8")
    assert run("compare", tmp_path / "new.json", "--thresholds", thresholds)[0] == 2


def test_a_broken_file_is_refused_by_the_command_and_at_the_start(
    store: Installation, run: Run, tmp_path: Path
) -> None:
    text = written(shipped()).replace('"agree"', '"agrees"', 1)
    (tmp_path / "new.json").write_text(text, "utf-8")
    code, said = run("compare", tmp_path / "new.json")
    assert (code, "is missing" in said) == (2, True)
    for file in (tmp_path / "new.json", tmp_path / "none.json"):
        settings = Settings(data_dir=store.context.settings.root, weights_file=file)
        with pytest.raises(SettingsError, match="HOMEWARD_WEIGHTS_FILE"):
            make_context(settings, keys=store.context.keys)
        with pytest.raises(SettingsError, match="HOMEWARD_WEIGHTS_FILE"):
            list(machine.weights(settings))


def test_the_table_in_force_is_shown(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = run("show", "--json")
    assert (code, parse(said.encode())) == (0, shipped())
    new = _with_bits("eyes", "agree", 4.0)
    (tmp_path / "new.json").write_text(written(new), "utf-8")
    monkeypatch.setenv("HOMEWARD_WEIGHTS_FILE", str(tmp_path / "new.json"))
    code, said = run("show")
    assert (code, new.version in said, "+4.000" in said, "simulated" in said) == (0, True, True, True)


def test_an_installation_that_names_weights_scores_under_them_and_the_doctor_says_so(
    store: Installation, tmp_path: Path
) -> None:
    store.register(FOUND, store.actor(Role.CASEWORKER, "DE-JUG"))
    store.work()
    new = _with_bits("eyes", "agree", 4.0)
    (tmp_path / "new.json").write_text(written(new), "utf-8")
    save_keyring(store.context.keys, store.context.settings.keys)
    settings = store.context.settings.model_copy(update={"weights_file": tmp_path / "new.json"})
    if not store.database.is_sqlite:
        settings = settings.model_copy(update={"database_url": store.app.url.render_as_string(hide_password=False)})
    (found,) = machine.weights(settings)
    assert (found.state, new.version in found.words) == (State.OK, True)
    waiting = {one.check: one for one in database_checks.work(settings)}
    assert waiting["weights in use"].state is State.WARN
    assert "2 records" in waiting["weights in use"].words
    assert "weights in use" not in {one.check for one in database_checks.work(store.context.settings)}
    switched = make_context(settings, clock=store.clock, keys=store.context.keys)
    assert switched.engine.version == new.version == load_engine(settings).version
    with store.database.transaction(is_read_only=True) as session:
        before = session.scalars(select(Score)).one()
    _rematch(dataclasses.replace(store, context=switched))
    assert "weights in use" not in {one.check for one in database_checks.work(settings)}
    with store.database.transaction(is_read_only=True) as session:
        scores = session.scalars(select(Score).order_by(Score.id)).all()
        in_force = session.get_one(Score, session.scalars(select(Pair.score_id)).one())
    assert [one.engine_version.rpartition(".")[0] for one in scores] == [shipped().version, new.version]
    assert in_force.id == scores[1].id
    bits = [{one.attribute: one.bits for one in decode_levels(score.levels)}["eyes"] for score in (before, in_force)]
    assert bits == [_bits_of(shipped(), "eyes", "agree"), 4.0]


def _rematch(one: Installation) -> None:
    from services import runs, schedule

    with one.database.transaction() as session:
        runs.start(session, one.context, schedule.SCHEDULER)
    one.work()


def test_the_shipped_engine_is_unchanged_by_what_others_are_made_of() -> None:
    Engine(_with_bits("eyes", "agree", 4.0))
    assert Engine().version == shipped().version
    assert [BANDS.index(band) for band in BANDS] == [0, 1, 2, 3]


def _chance(attribute: str, level: str, bits: float) -> Chance:
    chance = np.zeros((levels.COUNT, levels.MOST_LEVELS), np.int16)
    chance[INDEX[attribute], CODES[attribute].index(level)] = round(bits * 64)
    return chance


def _with_snapshots(one: Installation, *found: Chance | None) -> list[int]:
    """Write snapshots of nobody's names, each with its chance; return their numbers."""
    with one.database.transaction() as session:
        made = [RaritySnapshot(size=SIZE, chance=None if one is None else encode(one), created_at=NOW) for one in found]
        session.add_all(made)
        session.flush()
        return [snapshot.id for snapshot in made]


def test_evidence_is_read_under_the_chance_that_it_was_scored_under(store: Installation) -> None:
    common, rare = _chance("eyes", "agree", 1.0), _chance("eyes", "agree", -1.0)
    before = _with_snapshots(store, common, rare)
    codes = BASE | {"eyes": "agree"}
    _fill(store, [
        Told(codes, "same", f"{levels.ENGINE_VERSION}.{number}", _stored(codes, chance=chance))
        for number, chance in zip((*before, 0), (common, rare, None), strict=True)
    ])  # fmt: skip
    look = _look(store)
    assert len(look.labels.pairs) == 3
    assert not look.labels.pairs.beyond.any()
    assert np.array_equal(look.chance, rare)
    found = weights.compare(store.context, look, shipped(), thresholds=(0.5,))
    assert found.moves == ()


def test_a_fitted_set_keeps_the_chance_it_was_fitted_under_and_counts_it_once(store: Installation) -> None:
    chance = _chance("eyes", "agree", 1.5)
    (number,) = _with_snapshots(store, chance)
    version = f"{levels.ENGINE_VERSION}.{number}"
    told = [dataclasses.replace(one, engine=version) for one in _planted(120)]
    _fill(store, [dataclasses.replace(one, stored=_stored(one.codes, chance=chance)) for one in told])
    look = _look(store)
    fitted = weights.train(store.context, look, least=30)
    kept = np.array([row + (0.0,) * (levels.MOST_LEVELS - len(row)) for row in fitted.weights.chance]) * 64
    assert np.array_equal(kept, chance)
    assert np.array_equal(fitted.weights.tables(chance).bits, fitted.weights.tables().bits)
    start = shipped().under(chance)
    assert fitted.weights.bits[INDEX["birth"]] == start.bits[INDEX["birth"]]
    assert fitted.weights.sources[INDEX["birth"]] == shipped().sources[INDEX["birth"]]
    (eyes,) = [one for one in fitted.changes if (one.attribute, one.level) == ("eyes", "agree")]
    assert eyes.old == _bits_of(start, "eyes", "agree") < _bits_of(shipped(), "eyes", "agree") - 0.5
    assert abs(eyes.new) < abs(eyes.old)
