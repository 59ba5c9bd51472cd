"""Parameter files of the name transducers, fitted on pairs of spellings, with their provenance."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matching.arrays import Doubles, Flags, Ints
from matching.names.text.scripts import LATIN, SCRIPTS
from matching.names.tokens.transducer import IMPOSSIBLE, LATIN_SYMBOLS, ODDS_SCALE
from matching.train import em
from matching.train.pairs import LATIN_SOURCES, SOURCES, Pair, latin_pairs, script_pairs
from matching.train.provenance import write_provenance

# Share of the neighbour excess that is subtracted, by script. Between Latin spellings it is all.
# For native scripts half of it is better, because transcription works letter by letter: Chinese R@1
# 0.86 instead of 0.81, Korean 0.86 instead of 0.83, others equal within 0.01; real Latin aliases AP
# 0.80 instead of 0.79 (dev parts).
LATIN_EXCESS: Final = 1.0
NATIVE_EXCESS: Final = 0.5
_WIKIDATA: Final = {
    "source": "NETransliteration-COLING2018 (names of Wikidata)",
    "licence": "CC0-1.0",
}
_OTHER_SOURCES: Final = {
    "geez": {"source": "geezorg/data", "licence": "CC BY-SA 4.0"},
    "greek": {
        "source": (
            "Latin names of the other two, spelt in Greek by the rules of matching/train/greek.py"
        ),
        "licence": "CC0-1.0 and CC BY-SA 4.0",
    },
}


def train_transducers(folder: Path, out: Path) -> dict[str, Any]:
    """Fit every script's transducer on `folder`/tokens_*.train.tsv; return the provenance.

    Write `out`/*.npz and the provenance. Raises TrainingError for a folder without the pairs.
    """
    out.mkdir(parents=True, exist_ok=True)
    scripts = {}
    for number, script in enumerate(SCRIPTS):
        is_latin = number == LATIN
        pairs, weights = latin_pairs(folder) if is_latin else script_pairs(folder, script.name)
        fitted = em.fit_model(pairs, weights, symmetric=is_latin)
        compact = compact_model(
            fitted, pairs, len(script.latin), LATIN_EXCESS if is_latin else NATIVE_EXCESS
        )
        np.savez_compressed(out / f"{script.name}.npz", allow_pickle=False, **compact)
        scripts[script.name] = {
            "pairs": len(pairs),
            "parameters": int((compact["ratios"] != IMPOSSIBLE).sum()),
            "files": [
                f"tokens_{name}.train.tsv"
                for name in (LATIN_SOURCES if is_latin else SOURCES[script.name])
            ],
            **_OTHER_SOURCES.get(script.name, _WIKIDATA),
        }
    content = {"seed": "none: no value is drawn at random", "scripts": scripts}
    return write_provenance(out, "names --pairs DIR", content)


def compact_model(
    fitted: em.FittedModel, pairs: list[Pair], symbols: int, excess: float
) -> dict[str, npt.NDArray[Any]]:
    """Return a model as the arrays of its file: only used runs, whole 1/256 bits."""
    x_runs = _selected_runs(fitted.x_units, np.asarray(np.any(fitted.ratio > 0, axis=1)))
    y_runs = _selected_runs(fitted.y_units, np.asarray(np.any(fitted.ratio > 0, axis=0)))
    rows = [*range(symbols + 1), *(_id(fitted.x_units, run) for run in x_runs)]
    columns = [*range(LATIN_SYMBOLS), *(_id(fitted.y_units, run) for run in y_runs)]
    ratio = fitted.ratio[np.ix_(rows, columns)]
    with np.errstate(divide="ignore"):
        ratios = np.where(ratio > 0, _scaled(np.log2(ratio)), IMPOSSIBLE)
    return {
        "x_symbols": np.array(symbols, np.int16),
        "x_runs": np.array([run[:2] for run in x_runs], np.uint8).reshape(-1, 2),
        "y_runs": np.array(y_runs, np.uint8).reshape(-1, 3),
        "ratios": ratios.astype(np.int16),
        "end": _scaled(fitted.end / np.log(2)),
        "x_excess": _excess([x for x, _ in pairs], fitted.x_shares, excess),
        "y_excess": _excess([y for _, y in pairs], fitted.y_shares, excess)[
            :LATIN_SYMBOLS, :LATIN_SYMBOLS
        ],
    }


def _scaled(bits: Any) -> Ints:
    return np.rint(np.clip(np.asarray(bits) * ODDS_SCALE, IMPOSSIBLE + 1, 32767)).astype(np.int32)


def _excess(texts: list[bytes], shares: Doubles, share: float) -> npt.NDArray[np.int16]:
    return _scaled(share * em.bigram_excess(texts, shares) / np.log(2)).astype(np.int16)


def _selected_runs(units: em.SymbolUnits, is_selected: Flags) -> list[tuple[int, int, int]]:
    twos = [
        (int(a), int(b), 0) for a, b in np.argwhere(units.two >= 0) if is_selected[units.two[a, b]]
    ]
    threes = [
        (int(a), int(b), int(c))
        for a, b, c in np.argwhere(units.three >= 0)
        if is_selected[units.three[a, b, c]]
    ]
    return twos + threes


def _id(units: em.SymbolUnits, run: tuple[int, int, int]) -> int:
    return int(units.three[run] if run[2] else units.two[run[:2]])
