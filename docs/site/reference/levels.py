"""The page of attributes and levels, from the engine's table."""

from __future__ import annotations

from docs.site.reference.markdown import code, page, table
from matching.model import probability
from matching.model.levels import ATTRIBUTES, NAME_CALIBRATION
from matching.versions import ENGINE_VERSION


def levels_page() -> str:
    """Return every attribute with its levels and bits, the bend of names and the bands."""
    sections = []
    for attribute in ATTRIBUTES:
        rows = [
            (number, code(level.code), f"{level.bits:+g}", level.source, level.words)
            for number, level in enumerate(attribute.levels)
        ]
        heads = ("level", "code", "bits", "source", "words")
        sections.append(f"## {attribute.words}\n\n`{attribute.name}`\n\n{table(heads, rows)}")
    bend = table(("sum of token bits", "bits of the name"), NAME_CALIBRATION)
    bands = table(
        ("limit", "value"),
        (
            ("`possible`: probability from", probability.POSSIBLE_FROM),
            ("`possible`: bits of evidence from", probability.POSSIBLE_AMOUNT),
            ("`strong`: probability from", probability.STRONG_FROM),
            ("`strong`: bits of evidence from", probability.STRONG_AMOUNT),
            ("`strong`: attributes that agree", probability.STRONG_ATTRIBUTES),
        ),
    )
    return page(
        "Levels of comparison",
        "matching/model/levels.py",
        f"Engine {ENGINE_VERSION}. Bits are log2 Bayes factors before the chance of the store is"
        " counted; see [matching](../matching.md). The name has no fixed bits: its bits follow"
        " from the tokens.",
        (
            *sections,
            "## Bend of the name\n\nStraight lines between these points.\n\n" + bend,
            "## Bands\n\n" + bands,
        ),
    )
