"""The matching engine: values in, values out. It uses no database, web framework or queue.

Person            the known facts about one person; built by `Person.from_row` or `parse_row`
Engine            compare, rank, link, score_matrix, score_pairs
Population, pack  many people in columns; one person as a packed row
blocking_keys     the keys of a record; a pair is compared if it shares one
query_keys        the keys by which a query searches for records
Rarity            token frequencies, as a snapshot
WeightSet         the bits of every level, as a value and as a file; see `shipped_weights`
explain           evidence in words, made when it is read; `explanations` returns values,
                  `explain_pairs` the lines of many pairs
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
from matching.explain.explanation import (
    BITS_MEAN,
    ComparedValues,
    Explanation,
    explanation_line,
)
from matching.explain.remarks import Remark
from matching.explain.sentences import explain, explain_pairs, explanations
from matching.model.evidence import Evidence, decode_levels, encode_levels
from matching.model.probability import BANDS
from matching.model.weight_set import WeightSet, shipped_weights
from matching.names.text.tokeniser import has_name
from matching.names.tokens.neighbourhood_density import commonest_names as commonest_names
from matching.names.tokens.token_frequency import UNIFORM_FREQUENCIES, TokenFrequencies
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
    "UNIFORM_FREQUENCIES",
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
