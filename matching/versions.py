"""The versions of what the engine makes and of what is stored by its numbers. One that is raised
makes what was stored before unreadable, or marks it as made by another engine.
"""

from __future__ import annotations

from typing import Final

ENGINE_VERSION: Final = "18"  # of levels, bits and rules: the same two records, another score
EVIDENCE_VERSION: Final = 12  # of the stored levels of a pair
PACKED_VERSION: Final = 14  # of the packed row of a person
CHANCE_VERSION: Final = 9  # of the shipped counts: what was held against others is read no more
