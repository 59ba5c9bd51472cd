"""Name comparison: text to tokens, tokens to similarity, two names to bits.

It knows no person and no other attribute.
"""

from __future__ import annotations

from matching.names.name_matrix import score_matrix

__all__ = ["score_matrix"]
