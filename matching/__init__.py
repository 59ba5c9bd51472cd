"""The matching engine, pure: values in, values out; no database, no web, no queue, no other package
of ours.

Person            what is known of one person; from an intake row by `Person.from_row`, `parse_row`
Engine            compare, rank, link, score_matrix, score_pairs
Population, pack  many people side by side, one person as a packed row
blocking_keys     what two records must share to be compared at all; `query_keys`: what one is
                  looked for by
Rarity            how common a token is, as a snapshot
WeightSet         what every level is worth, as a value and as a file; `shipped_weights` is the
engine's own explain           evidence in words, made at reading time; `explanations` the same as
values,
                  `explain_pairs` of many
"""

from __future__ import annotations

from matching.blocking.keys import KEY_KINDS, blocking_keys, query_keys
from matching.engine import Comparison, Engine, LinkBlock, LinkOptions, RankedResult, Scores
from matching.errors import (
    EvidenceError,
    IntakeFileError,
    MatchingError,
    PackedRowError,
    PopulationError,
    WeightsError,
)
from matching.explain.explain import (
    describe_unknown,
    explain,
    explain_pairs,
    explanation_line,
    explanations,
)
from matching.explain.explanation import BITS_MEAN, ComparedValues, Explanation
from matching.explain.remarks import Remark
from matching.model.evidence import Evidence, decode_levels, encode_levels
from matching.model.probability import BANDS
from matching.model.weight_set import WeightSet, shipped_weights
from matching.names.text.tokeniser import has_name
from matching.names.tokens.neighbourhood_density import commonest_names as commonest_names
from matching.names.tokens.token_frequency import TokenFrequencies
from matching.packing.features import pack, rarity_tokens
from matching.reading.cells import RowProblem, RowWarning
from matching.reading.facts import Birth, Document, Home, Mark, Name, Phone, Place, Relative
from matching.reading.person import ParsedRow, Person, parse_row, row_problems
from matching.reading.row_parser import stated_days
from matching.scoring.population import Population

__all__ = [
    "BANDS",
    "BITS_MEAN",
    "KEY_KINDS",
    "Birth",
    "ComparedValues",
    "Comparison",
    "Document",
    "Engine",
    "Evidence",
    "EvidenceError",
    "Explanation",
    "Home",
    "IntakeFileError",
    "LinkBlock",
    "LinkOptions",
    "Mark",
    "MatchingError",
    "Name",
    "PackedRowError",
    "ParsedRow",
    "Person",
    "Phone",
    "Place",
    "Population",
    "PopulationError",
    "RankedResult",
    "Relative",
    "Remark",
    "RowProblem",
    "RowWarning",
    "Scores",
    "TokenFrequencies",
    "WeightSet",
    "WeightsError",
    "blocking_keys",
    "commonest_names",
    "decode_levels",
    "describe_unknown",
    "encode_levels",
    "explain",
    "explain_pairs",
    "explanation_line",
    "explanations",
    "has_name",
    "pack",
    "parse_row",
    "query_keys",
    "rarity_tokens",
    "row_problems",
    "shipped_weights",
    "stated_days",
]
