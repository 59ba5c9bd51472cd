"""The name lists: long enough, in the right script, with several romanisations and valid links."""

from __future__ import annotations

import pytest

from sample_data import name_lists
from sample_data.name_lists import is_latin, strip_diacritics
from sample_data.origins import CUSTOMS, load_origins
from sample_data.routes import OTHER_NAMES, PLACES, ROUTES
from tests.unit.sample_data.measures import scripts

ORIGINS = {origin.code: origin for origin in load_origins()}
SCRIPTS = {
    **dict.fromkeys(
        ("syrian", "afghan_dari", "afghan_pashto", "iranian", "iraqi_kurdish", "moroccan"), "ARABIC"
    ),
    **dict.fromkeys(("egyptian", "sudanese", "pakistani"), "ARABIC"),
    "eritrean": "ETHIOPIC",
    "ukrainian": "CYRILLIC",
    "bangladeshi": "BENGALI",
    "chinese": "CJK",
    **dict.fromkeys(
        ("somali", "albanian", "romanian", "guinean", "vietnamese", "turkish", "gambian"), "LATIN"
    ),
}
BY_FATHER = ("somali", "eritrean")


@pytest.mark.parametrize("code", ORIGINS)
def test_a_list_has_forty_given_and_thirty_family_names_or_as_many_names_of_fathers(code):
    names = name_lists.load_names(code)
    assert len(names.of("f")) >= 20
    assert len(names.of("m")) >= 20
    assert len(names.of("f")) + len(names.of("m")) >= 40
    assert len(names.of("m" if code in BY_FATHER else "s")) >= 30
    assert len(names.of("t")) >= 7


@pytest.mark.parametrize("code", ORIGINS)
def test_native_spellings_are_in_the_script_of_the_origin_and_romanisations_in_latin(code):
    for role, names in name_lists.load_names(code).roles.items():
        for name in names:
            assert scripts("".join(name.native)) == {SCRIPTS[code]}, (role, name)
            assert name.latin
            assert all(is_latin(text) for text in name.latin), (role, name)
            assert all(
                scripts(native) == {SCRIPTS[code]} and is_latin(latin)
                for native, latin in name.nicknames
            )


@pytest.mark.parametrize("code", ORIGINS)
def test_names_are_unique_in_a_role_and_cells_not_padded(code):
    for role, names in name_lists.load_names(code).roles.items():
        first = [name.native[0] for name in names]
        assert len(set(first)) == len(first), role
        assert all(
            text == text.strip() and text for name in names for text in (*name.native, *name.latin)
        )


@pytest.mark.parametrize("code", [code for code, script in SCRIPTS.items() if script != "LATIN"])
def test_most_names_of_another_script_have_three_romanisations_or_two_at_least(code):
    names = [name for role in "fms" for name in name_lists.load_names(code).of(role)]
    assert sum(len(name.latin) for name in names) / len(names) >= 2.3
    assert sum(len(name.latin) >= 2 for name in names) > 0.9 * len(names)


@pytest.mark.parametrize("code", ORIGINS)
def test_every_link_leads_to_a_name_of_the_list(code):
    names = name_lists.load_names(code)
    for role, goal in (("sf", "s"), ("pm", "m"), ("pf", "m")):
        known = {name.native[0] for name in names.of(goal)}
        assert all(name.link in known for name in names.of(role)), role


def test_every_origin_has_a_known_custom_known_routes_and_places_on_them():
    for origin in ORIGINS.values():
        assert origin.custom in CUSTOMS
        for route, _ in origin.routes:
            assert all(country in PLACES for country in ROUTES[route])
        assert origin.weights["report"] > 0
        assert origin.weights["tuning"] > 0
    every_place = {place for places in PLACES.values() for place in places}
    assert set(OTHER_NAMES) <= every_place


def test_plain_drops_every_diacritic_and_keeps_the_letters():
    assert [
        strip_diacritics(text) for text in ("Nguyễn", "Đặng", "Yıldız", "Łysenko", "Țîru", "Şîlan")
    ] == [
        *("Nguyen", "Dang", "Yildiz", "Lysenko", "Tiru", "Silan"),
    ]


def test_an_unknown_list_is_an_error_and_no_empty_list():
    with pytest.raises(FileNotFoundError):
        name_lists.load_names("atlantis")
