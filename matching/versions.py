"""Versions of the engine's results and of stored data.

A higher version makes older data unreadable or marks it as made by another engine.
"""

from __future__ import annotations

from typing import Final

# of levels, bits and rules: a change gives the same two records another score
ENGINE_VERSION: Final = "18"
EVIDENCE_VERSION: Final = 12  # of the stored levels of a pair
PACKED_VERSION: Final = 14  # of the packed row of a person
# of the shipped counts: stored chance relative to other counts is not read
CHANCE_VERSION: Final = 9
