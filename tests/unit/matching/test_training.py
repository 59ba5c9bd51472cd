from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from matching.arrays import Doubles
from matching.errors import TrainingError
from matching.model import levels
from matching.model.weight_set import shipped_weights
from matching.names.text.scripts import (
    FIRST_SCRIPT,
    GREEK,
    LATIN,
    SCRIPTS,
    encode,
    romanised,
    script_of,
)
from matching.names.text.scripts import NAMES as SCRIPT_NAMES
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.transducer import load_models, log_odds, new_workspace
from matching.names.tokens.transducer import shipped_models as shipped_models
from matching.train import decisions, em, greek, weights
from matching.train.__main__ import main
from matching.train.names import NATIVE_EXCESS, train_transducers
from matching.train.pairs import (
    ALSO_READ,
    LATIN_SOURCES,
    SOMALI_WEIGHT,
    SOURCES,
    latin_pairs,
    latin_symbols,
    read_pairs,
    script_pairs,
)
from matching.train.provenance import PROVENANCE

pytestmark = pytest.mark.late

ALPHABETS = {
    "arabic": "ابتثجحخدذرزسشطفقكلمنهوي",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "russian": "абвгдежзиклмнопрстуфх",
    "geez": "ሀሁለሉመሙሰሱረሩሸሹቀቁበቡተቱ",
    "korean": "가나다라마바사아자하고노도로모",
    "japanese": "アイウエオカキクケコサシスセソ",
    "chinese": "李王张刘陈杨赵黄周吴徐孙胡朱",
}


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Artificial names per script, read letter by letter; one in six has a wrong label."""
    folder = tmp_path_factory.mktemp("pairs")
    draw = random.Random(7)
    for source, alphabet in ALPHABETS.items():
        names = ["".join(draw.choices(alphabet, k=draw.randint(2, 5))) for _ in range(300)]
        readings = [_reading(name) for name in names]
        lines = [
            f"{draw.choice(readings) if draw.random() < 1 / 6 else reading}\t{name}"
            for name, reading in zip(names, readings, strict=True)
        ]
        # another Latin spelling of the same name
        lines += [f"{_reading(name)}h\t{name}" for name in names[:40]]
        (folder / f"tokens_{source}.train.tsv").write_text(
            "\n".join([*lines, "", "no tab", "\t", "x\t"]), "utf-8"
        )
    return folder


def _reading(name: str) -> str:
    return romanised(encode(name)).decode().removeprefix("~") or "a"


@pytest.fixture(scope="module")
def trained(pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained")
    train_transducers(pairs, out)
    return out


@pytest.mark.parametrize("script", SCRIPT_NAMES)
def test_a_trained_file_contains_the_parameters_of_the_model(
    pairs: Path, trained: Path, script: str
) -> None:
    number = SCRIPT_NAMES.index(script)
    examples, counts = latin_pairs(pairs) if number == LATIN else script_pairs(pairs, script)
    fitted = em.fit_model(examples, counts, symmetric=number == LATIN)
    share = 1.0 if number == LATIN else NATIVE_EXCESS
    x_excess = em.bigram_excess([x for x, _ in examples], fitted.x_shares)
    y_excess = em.bigram_excess([y for _, y in examples], fitted.y_shares)
    models = load_models(trained)
    for x, y in examples[::7]:
        excess = _total_excess(x_excess, x) + _total_excess(y_excess, y)
        symbols = np.frombuffer(x, np.uint8), np.frombuffer(y, np.uint8)
        sums = em.forward_sums(*symbols, fitted.ratio, fitted.x_units, fitted.y_units)
        odds = (np.log(max(sums[-1, -1], 1e-300)) + fitted.end - share * excess) / np.log(2)
        found = log_odds(models, number, *symbols, new_workspace())
        assert found == pytest.approx(odds, abs=0.1 + 0.02 * (len(x) + len(y)))


def _total_excess(excess: Doubles, text: bytes) -> float:
    return float(sum(excess[one, other] for one, other in zip(b"\0" + text, text, strict=False)))


@pytest.mark.parametrize("script", [name for name in SCRIPT_NAMES if name != "latin"])
def test_training_finds_the_reading_through_wrong_labels(
    pairs: Path, trained: Path, script: str
) -> None:
    models, number = load_models(trained), SCRIPT_NAMES.index(script)
    examples = [pair for pair in script_pairs(pairs, script)[0] if len(pair[0]) > 2]
    draw = random.Random(3)
    right = 0
    chosen = draw.sample(examples, 60)
    for x, _ in chosen:
        own = latin_symbols("".join(SCRIPTS[number].latin[symbol - 1] for symbol in x).encode())
        other = draw.choice(examples)[1]
        odds = [
            log_odds(
                models,
                number,
                np.frombuffer(x, np.uint8),
                np.frombuffer(y, np.uint8),
                new_workspace(),
            )
            for y in (own, other)
        ]
        right += odds[0] > odds[1] or own == other
    assert right >= 57


def test_training_again_gives_the_same_bytes(pairs: Path, trained: Path, tmp_path: Path) -> None:
    train_transducers(pairs, tmp_path)
    for name in SCRIPT_NAMES:
        assert (tmp_path / f"{name}.npz").read_bytes() == (trained / f"{name}.npz").read_bytes()
    note = json.loads((tmp_path / PROVENANCE).read_text("utf-8"))
    assert set(note["scripts"]) == set(SCRIPT_NAMES)


def test_lines_without_a_pair_are_passed_over(pairs: Path) -> None:
    for source in ALPHABETS:
        assert all(
            native and latin for native, latin in read_pairs(pairs / f"tokens_{source}.train.tsv")
        )
    assert {source for sources in SOURCES.values() for source in sources} | set(
        LATIN_SOURCES
    ) == set(ALPHABETS)


@pytest.mark.parametrize("command", [["names", "--pairs"], ["weights", "--world"]])
def test_missing_training_data_gives_a_one_line_error(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            [
                *command,
                str(tmp_path / "nowhere"),
                *(["--out", str(tmp_path)] if "names" in command else []),
            ]
        )
        == 1
    )
    assert capsys.readouterr().err.startswith("homeward: no ")
    with pytest.raises(TrainingError):
        weights.observe_pairs(tmp_path)


def test_fitted_weights_separate_agreement_from_chance_and_stay_ordered() -> None:
    draw = np.random.default_rng(5)
    size = 4000
    is_same = draw.random(size) < 0.5
    found = np.zeros((size, levels.ATTRIBUTE_COUNT), np.uint8)
    sex = [attribute.name for attribute in levels.ATTRIBUTES].index("sex")
    found[:, sex] = np.where(draw.random(size) < np.where(is_same, 0.95, 0.5), 3, 1)
    observed = weights.ObservedPairs(found, np.zeros(size), is_same, np.zeros(size))
    fitted = weights.fit_weights([observed], start_from=shipped_weights())
    bits = fitted.bits["sex"]
    assert bits[0] == 0.0
    assert bits[3] == pytest.approx(np.log2(0.95 / 0.5), abs=0.2)
    assert bits[1] == pytest.approx(np.log2(0.05 / 0.5), abs=0.4)
    for values in fitted.bits.values():
        assert list(values[1:]) == sorted(values[1:])
    assert list(fitted.bend) == sorted(fitted.bend)


def test_a_fit_does_not_run_away_where_the_weights_in_force_are_far_too_sure() -> None:
    draw = np.random.default_rng(0)
    size = 6000
    is_same = draw.random(size) < 0.1
    found = np.zeros((size, levels.ATTRIBUTE_COUNT), np.uint8)
    for number, attribute in enumerate(levels.ATTRIBUTES):
        last = len(attribute.levels) - 1
        near, far = (np.minimum(draw.geometric(share, size) - 1, last) for share in (0.5, 0.4))
        found[:, number] = np.where(is_same, last - near, far)
    names = np.where(is_same, draw.normal(15, 8, size), draw.normal(-5, 6, size))
    fitted = weights.fit_weights(
        [weights.ObservedPairs(found, names, is_same, np.full(size, -10.0))]
    )
    assert max(abs(bits) for row in (fitted.bend, *fitted.bits.values()) for bits in row) < 30


@pytest.mark.parametrize(
    ("size", "times", "expected"),
    [(500, 4, {20.0}), (8000, 1, {20.0}), (8000, 4, {2.0, 0.2})],
    ids=["few", "as in force", "far surer"],
)
def test_many_decisions_weaken_the_ridge_if_held_out_decisions_are_predicted_better(
    size: int, times: int, expected: set[float]
) -> None:
    """Decisions in which eyes, hair and height have the bits of the active weights, or four times
    as many.
    """
    draw = np.random.default_rng(11)
    found = np.zeros((size, levels.ATTRIBUTE_COUNT), np.uint8)
    total_bits = np.zeros(size)
    for attribute in ("eyes", "hair", "height"):
        number = levels.ATTRIBUTE_NAMES.index(attribute)
        found[:, number] = draw.integers(0, len(levels.ATTRIBUTES[number].levels), size)
        total_bits += times * np.array(shipped_weights().bits[number])[found[:, number]]
    is_same = draw.random(size) < 1 / (1 + np.exp2(-total_bits))
    observed = weights.ObservedPairs(found, np.zeros(size), is_same, np.zeros(size))
    assert decisions.choose_ridge(observed, shipped_weights()) in expected


def test_weights_set_by_reasoning_are_kept_when_the_shipped_weights_are_fitted() -> None:
    draw = np.random.default_rng(2)
    is_same = draw.random(5000) < 0.5
    found = np.stack(
        [draw.integers(0, len(one.levels), 5000) for one in levels.ATTRIBUTES], axis=1
    ).astype(np.uint8)
    fitted = weights.fit_weights(
        [weights.ObservedPairs(found, draw.normal(0, 12, 5000), is_same, np.zeros(5000))]
    )
    moved = {
        level.source
        for one in levels.ATTRIBUTES[1:]
        for level, bits in zip(one.levels, fitted.bits[one.name], strict=True)
        if bits != level.bits
    }
    assert moved == {"simulated"}
    assert fitted.bend[0] == levels.NAME_CALIBRATION[0][1]
    assert fitted.bend[1:] != tuple(bits for _, bits in levels.NAME_CALIBRATION[1:])


@pytest.mark.parametrize(
    ("latin", "written"),
    [
        ("Mohammad", ("μοχαμαντ", "μωχαμαδ")),
        ("Yousef", ("γιουσεφ",)),
        ("Hadi", ("χαντι", "χαντη", "χαδι")),
        ("Kovačić", ("κοβατσιτσ", "κωβαχιχ")),
        ("Abdullah", ("αμπντουλα", "αβδουλαχ")),
        ("o'1", ()),
        ("", ()),
    ],
)
def test_a_latin_name_is_written_in_greek_as_it_is_heard_and_as_greek_knows_it(
    latin: str, written: tuple[str, ...]
) -> None:
    assert greek.greek_spellings(latin) == written
    assert all(encode(one)[:1] == bytes([FIRST_SCRIPT + GREEK]) for one in written)


def test_passports_write_greek_letter_by_letter() -> None:
    assert [greek.romanise_greek(one) for one in ("μπασιρ", "μοχαμαντ", "χρηστου", "ευα")] == [
        "basir", "mochamant", "christou", "eva",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("native", "latin", "written"),
    [("علي", "ali", b"cali"), ("محمود", "mahmoud", b"maxmoud"), ("جامع", "jama", b"jamac"),
     ("حسن", "hassan", b"xassan"), ("شهاب", "shehab", b"shehab"), ("فهد", "fahad", b"fahad"),
     ("خالد", "khaled", b"khaled")],
)  # fmt: skip
def test_an_arabic_name_gives_its_somali_spelling(
    native: str, latin: str, written: bytes, tmp_path: Path
) -> None:
    for source in LATIN_SOURCES:
        (tmp_path / f"tokens_{source}.train.tsv").write_text(
            f"{latin}\t{native}\n" if source == "arabic" else "", "utf-8"
        )
    pairs, weights_of = latin_pairs(tmp_path)
    own = latin_symbols(latin.encode())
    made = (
        {}
        if written == latin.encode()
        else {(latin_symbols(written), own), (own, latin_symbols(written))}
    )
    assert set(pairs) == set(made)
    assert set(weights_of) <= {SOMALI_WEIGHT}


def test_letters_of_kurdish_pashto_and_ukrainian_are_read_in_every_listed_way() -> None:
    for script, letters in ALSO_READ.items():
        for letter, readings in letters.items():
            token = encode(letter)
            assert SCRIPT_NAMES[script_of(token)] == script
            assert len(token) == 2
            assert romanised(token).decode().removeprefix("~") not in readings.split()


@pytest.mark.parametrize(
    ("native", "latin", "stranger"),
    [
        ("ژیان", "jiyan", "jihan"),
        ("ښاپېرۍ", "shaperai", "sabera"),
        ("اڅکزی", "achakzai", "ahmadzai"),
        ("Євген", "ievgen", "yegor"),
        ("چیا", "ciya", "dia"),
        ("Ђорђе", "dorde", "darko"),
    ],
)
def test_a_letter_read_in_another_way_is_still_the_name(
    native: str, latin: str, stranger: str
) -> None:
    odds = []
    for other in (latin, stranger):
        (x,), (y,) = name_tokens(native), name_tokens(other)
        arrays = np.frombuffer(x[1:], np.uint8), np.frombuffer(latin_symbols(y), np.uint8)
        odds.append(log_odds(shipped_models(), script_of(x), *arrays, new_workspace()))
    assert odds[0] > max(9.0, odds[1])
