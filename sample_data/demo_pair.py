"""The demo pair: a girl reported missing in one state and found in another, in two scripts.

It is written by hand, so that the demo can name its references. The people are synthetic.
"""

from __future__ import annotations

from sample_data.rows import Row

_MISSING: Row = {
    "kind": "missing",
    "category": "missing_in_migration",
    "given_names": "Shekiba",
    "family_names": "Rahimzadah",
    "aliases": "nickname:Sheki",
    "birth_date": "2009-01-01",
    "birth_known": "claimed",
    "sex": "F",
    "nationalities": "AF",
    "languages": "prs",
    "birth_place": "Herat",
    "event_date": "2023-09-14",
    "event_country": "GR",
    "event_place": "Lesvos",
    "phones": "relative:+93462041187",
    "relatives": "mother:Golchehra|brother:Yunus Rahimzadah",
    "height_cm": "150",
    "eyes": "brown",
    "hair": "black",
    "marks": "burn:forearm:left",
    "description": "Separated from her brother in a crowd at the harbour.",
    "sharing": "identity",
    "recipients": "DE|IT|FR",
}
_FOUND: Row = {
    "kind": "found",
    "category": "missing_in_migration",
    "name_native": "شکیبا رحیم زاده",
    "birth_date": "1388-04-19",
    "birth_known": "claimed",
    "birth_calendar": "solar_hijri",
    "sex": "F",
    "nationalities": "AF",
    "languages": "prs",
    "event_date": "2024-02-03",
    "event_country": "DE",
    "event_place": "Hamburg",
    "relatives": "mother:گلچهره",
    "height_cm": "153",
    "eyes": "brown",
    "hair": "black",
    "marks": "burn:forearm:left",
    "care": "residential",
    "description": "Asks to call her brother.",
}

# (agency code, row without record_ref). The first reference of each agency is always the same.
DEMO_PAIR_ROWS = (("GR-POL", _MISSING), ("DE-JUG", _FOUND))
