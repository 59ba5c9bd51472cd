from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.telephone import link_numbers


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "DE-JUG, +49 30 555-01 (02)",
            'DE-JUG, <a href="tel:+49305550102" dir="ltr">+49 30 555-01 (02</a>)',
        ),
        ("Call 116 000.", 'Call <a href="tel:116000" dir="ltr">116 000</a>.'),
        ("Police: 112.", 'Police: <a href="tel:112" dir="ltr">112</a>.'),
        ("H-112345, 2026-12-03, +1.5 bits", "H-112345, 2026-12-03, +1.5 bits"),
        ("<b> & co", "&lt;b&gt; &amp; co"),
    ],
)
def test_a_number_of_a_desk_is_a_link(text: str, shown: str) -> None:
    assert link_numbers(text) == shown


@given(st.text(st.sampled_from("+0123456789 ()-.<>&ab112"), max_size=40))
def test_a_link_changes_no_word_and_adds_no_other_tag(text: str) -> None:
    shown = str(link_numbers(text))
    tags = re.findall(r"<[^>]*>", shown)
    assert all(re.fullmatch(r'<a href="tel:\+?\d+" dir="ltr">|</a>', tag) for tag in tags)
    assert link_numbers(text).striptags() == " ".join(text.split())
