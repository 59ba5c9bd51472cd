"""Peers that compare text only: rapidfuzz and jellyfish on text romanised by anyascii."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jellyfish
import numpy as np
import numpy.typing as npt
from anyascii import anyascii
from rapidfuzz import fuzz, process

Scores = npt.NDArray[Any]

RATIOS: dict[str, Callable[..., float]] = {
    "rapidfuzz token_set": fuzz.token_set_ratio,
    "rapidfuzz WRatio": fuzz.WRatio,
}
JARO_WINKLER = "Jaro-Winkler"
TEXT_PEERS = (*RATIOS, JARO_WINKLER)


def romanise_names(names: Sequence[str]) -> list[str]:
    """Return names romanised and case-folded."""
    return [anyascii(name).casefold() for name in names]


def similarity_matrix(peer: str, left: Sequence[str], right: Sequence[str]) -> Scores:
    """Return a peer's similarity, 0 to 1, of every left with every right romanised text."""
    if peer == JARO_WINKLER:
        return np.array(
            [
                [jellyfish.jaro_winkler_similarity(left_text, right_text) for right_text in right]
                for left_text in left
            ]
        )
    return process.cdist(left, right, scorer=RATIOS[peer], workers=-1) / 100.0


def pairwise_similarity(
    peer: str, left: Sequence[str], right: Sequence[str]
) -> npt.NDArray[np.float64]:
    """Return a peer's similarity, 0 to 1, of each left text with the right text at its position."""
    compare = jellyfish.jaro_winkler_similarity if peer == JARO_WINKLER else RATIOS[peer]
    scale = 1.0 if peer == JARO_WINKLER else 100.0
    return (
        np.array(
            [
                compare(left_text, right_text)
                for left_text, right_text in zip(left, right, strict=True)
            ],
            np.float64,
        )
        / scale
    )


def date_similarity(left: Sequence[str], right: Sequence[str]) -> Scores:
    """Return the text similarity of dates, 0 to 1, of every left with every right date."""
    return process.cdist(left, right, scorer=fuzz.ratio, workers=-1) / 100.0
