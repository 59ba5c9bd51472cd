"""Every refusal has a link, or none by intent, and a link has nothing personal."""

from __future__ import annotations

import re

from core.policy.workflow.refusal_links import FIELDS, LINKS, ids_of, link_of
from core.refusals import Refusal

# ids of the viewer's own objects, or of those in the address of the request
IDS = {"record", "found", "pair", "disclosure", "request"}


def test_a_refusal_has_a_row_of_links_if_it_has_a_next_step() -> None:
    assert set(LINKS) == {refusal for refusal in Refusal if refusal.next_step}


def test_a_template_has_only_fixed_words_and_known_ids() -> None:
    templates = [template for row in LINKS.values() for template in row]
    assert templates
    for template in templates:
        assert re.fullmatch(r"(/([a-z-]+|\{[a-z]+\}))+(#[a-z_]+)?", template), template
        assert ids_of(template) <= IDS


def test_the_first_template_with_known_ids_is_used() -> None:
    row = Refusal.REVIEW_IS_NEEDED
    assert link_of(row, {"pair": "P", "record": "R"}) == "/pairs/P#review"
    assert link_of(row, {"record": "R"}) == "/records/R/pairs"
    assert link_of(row, {}) == ""
    assert link_of(Refusal.NO_CUSTODY, {"record": "R"}) == ""


def test_a_field_is_a_name_and_never_a_value() -> None:
    assert all(re.fullmatch(r"[a-z_]+", field) for field in FIELDS.values())
