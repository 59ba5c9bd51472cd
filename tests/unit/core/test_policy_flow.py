"""The flow table covers everything that the engine compares and is never wider than its rule.

The generated table in the documentation is up to date.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from core.codes.records import RecordKind
from core.policy.sharing.evidence import FLOWS, WHOLE_LEVELS
from core.policy.sharing.information_flow import (
    BAND_BY_KNOWLEDGE,
    KEY_ATTRIBUTES,
    KNOWLEDGE_BY_BAND,
    MatchKnowledge,
    may_flow,
    may_know_action,
)
from core.policy.sharing.views import View
from docs.site.written.flow_table import flow_table_markdown
from matching import BANDS, KEY_KINDS
from matching.model.levels import ATTRIBUTE_NAMES, ATTRIBUTES, FAMILY_INDEX
from services.sharing import flow_table

KINDS = tuple(RecordKind)
COMPARED = [one for number, one in enumerate(ATTRIBUTES) if number != FAMILY_INDEX]
# Attributes that another agency may learn at `link`, listed independently.
AT_LINK = {"name", "birth", "sex", "origin", "relative", "height", "eyes", "hair", "marks"}
NEVER = {"home", "ethnicity", "sensitive_marks"}


def test_every_attribute_has_a_row_for_every_kind_and_a_missing_row_is_refused() -> None:
    assert {attribute for _, attribute in FLOWS} == set(ATTRIBUTE_NAMES) - {"family"}
    for kind, one in itertools.product(KINDS, COMPARED):
        may_flow(View.LINK, kind, one.name, one.levels[1].code)
    with pytest.raises(KeyError):
        may_flow(View.FULL, "missing", "shoe_size", "agree")
    with pytest.raises(KeyError):
        may_flow(View.FULL, "lost", "name", "agree")


def test_the_action_of_a_missing_report_is_shown_from_hit_on() -> None:
    for view, kind in itertools.product(View, KINDS):
        is_known = view >= (View.LINK if kind in {"missing", "preventive"} else View.FULL)
        assert may_know_action(view, kind) == is_known
    with pytest.raises(KeyError):
        may_know_action(View.FULL, "lost")


def test_every_level_flows_as_the_rule_says() -> None:
    for view, kind, one in itertools.product(View, KINDS, COMPARED):
        for level in one.levels[1:]:
            is_whole = one.name in ("phone", "document") and level.code in WHOLE_LEVELS[one.name]
            expected = one.name in AT_LINK or is_whole
            if view >= View.IDENTITY and one.name not in NEVER:
                is_place_of_found = kind == "found" and one.name in ("event", "interval")
                expected = not is_place_of_found and (
                    one.name != "phone" or is_whole or view >= View.CONTACTS
                )
            expected = view is not View.NONE and (expected or view is View.FULL)
            assert may_flow(view, kind, one.name, level.code) == expected, (
                view,
                kind,
                one.name,
                level.code,
            )


def test_a_higher_view_shows_at_least_what_a_lower_one_shows() -> None:
    for (low, high), kind, one in itertools.product(itertools.pairwise(View), KINDS, COMPARED):
        for level in one.levels[1:]:
            assert may_flow(low, kind, one.name, level.code) <= may_flow(
                high, kind, one.name, level.code
            )


def test_at_link_the_table_is_the_same_for_every_kind_of_record() -> None:
    for kind in KINDS:
        assert np.array_equal(
            flow_table.score_mask(View.LINK, kind).allowed, flow_table.LINK_MASK.allowed
        )
        assert flow_table.score_mask(View.LINK, kind).keys == flow_table.LINK_MASK.keys


def test_every_kind_of_key_lists_its_attributes() -> None:
    assert set(KEY_KINDS) <= KEY_ATTRIBUTES.keys()
    assert set().union(*(KEY_ATTRIBUTES[kind] for kind in KEY_KINDS)) <= set(ATTRIBUTE_NAMES)
    unlinked_kinds = (
        "route",
        "name_place",
        "name_sensitive",
        "sensitive_nation",
        "sensitive_window",
    )
    places = {KEY_KINDS.index(kind) for kind in unlinked_kinds}
    assert not places & {one.number for one in flow_table.LINK_MASK.keys}
    assert places <= {one.number for one in flow_table.score_mask(View.FULL, "found").keys}


def test_whole_numbers_are_levels_of_the_engine() -> None:
    for attribute, codes in WHOLE_LEVELS.items():
        assert codes <= {
            level.code for level in ATTRIBUTES[ATTRIBUTE_NAMES.index(attribute)].levels
        }


def test_knowledge_of_a_match_is_ordered_by_band() -> None:
    assert [KNOWLEDGE_BY_BAND[band] for band in BANDS] == sorted(KNOWLEDGE_BY_BAND.values())
    assert set(MatchKnowledge) - set(KNOWLEDGE_BY_BAND.values()) == {MatchKnowledge.LINK}


def test_the_stored_numbers_of_knowledge_are_those_of_the_bands() -> None:
    names = ("HIDDEN", "WEAK", "LINK", "POSSIBLE", "STRONG")
    assert [(one.name, int(one)) for one in MatchKnowledge] == [*zip(names, range(5), strict=True)]
    assert [BAND_BY_KNOWLEDGE[one] for one in MatchKnowledge] == [
        *("none", "weak", "link", "possible", "strong")
    ]


def test_the_table_of_the_documents_is_this_table() -> None:
    document = Path("docs/protection.md").read_text(encoding="utf-8")
    assert f"<!-- flow table -->\n{flow_table_markdown()}<!-- end -->\n" in document, (
        "run python -m docs.site.written.flow_table"
    )
