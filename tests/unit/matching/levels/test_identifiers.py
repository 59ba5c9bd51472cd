"""Levels of identifiers: phone numbers and document numbers."""

from __future__ import annotations

import dataclasses

import pytest

from matching import Document, Person, Phone
from tests.unit.matching.levels.steps import level

FULL = Phone("963944123456", "own", is_full=True)
RELATIVES = dataclasses.replace(FULL, owner="relative")
EXPLOITERS = dataclasses.replace(FULL, owner="exploiter")
PHONES = [
    ("own", FULL, FULL, "own"),
    ("one a relative's", FULL, RELATIVES, "relative"),
    ("without country", FULL, Phone("0944123456"), "last_digits"),
    ("six digits", Phone("123456"), Phone("963944123456"), "last_digits"),
    ("one digit", FULL, Phone("963944123457", "own", is_full=True), "one_digit"),
    ("neighbours exchanged", FULL, Phone("963944123465", "own", is_full=True), "one_digit"),
    (
        "one digit of a relative's",
        FULL,
        Phone("963944923456", "relative", is_full=True),
        "one_digit",
    ),
    ("digits apart exchanged", FULL, Phone("963946123454", "own", is_full=True), "differ"),
    ("two digits", FULL, Phone("963944123478", "own", is_full=True), "differ"),
    ("one digit of a short number", Phone("1234567"), Phone("1234568"), "differ"),
    (
        "an own one and a relative's",
        FULL,
        Phone("963988765432", "relative", is_full=True),
        "other_owner",
    ),
    ("two relatives'", RELATIVES, Phone("963988765432", "relative", is_full=True), "differ"),
    ("another country, same end", FULL, Phone("49944123456", "own", is_full=True), "last_digits"),
    ("an exploiter's", FULL, EXPLOITERS, "unknown"),
    ("both an exploiter's", EXPLOITERS, EXPLOITERS, "unknown"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in PHONES], ids=[case[0] for case in PHONES]
)
def test_phones(one: Phone, other: Phone, expected: str) -> None:
    assert level("phone", Person(phones=(one,)), Person(phones=(other,))) == expected


def test_phones_differ_if_both_records_state_one_of_the_same_owner() -> None:
    others = tuple(
        Phone(f"96398876543{end}", owner, is_full=True)
        for end, owner in ((2, "own"), (9, "relative"))
    )
    assert level("phone", Person(phones=(FULL,)), Person(phones=others)) == "differ"
    assert level("phone", Person(phones=(FULL,)), Person(phones=others[1:])) == "other_owner"
    assert level("phone", Person(phones=(FULL,)), Person(phones=(*others, RELATIVES))) == "relative"


def test_phones_differ_more_if_both_records_state_own_and_relatives_numbers() -> None:
    others = tuple(
        Phone(f"96398876543{end}", owner, is_full=True)
        for end, owner in ((2, "own"), (9, "relative"))
    )
    both = (FULL, Phone("963911223344", "relative", is_full=True))
    assert level("phone", Person(phones=both), Person(phones=others)) == "both_differ"
    assert level("phone", Person(phones=both), Person(phones=others[1:])) == "differ"
    assert level("phone", Person(phones=both), Person(phones=(*others, both[1]))) == "relative"


PASSPORT = Document("passport", "SY", "N0012345")
DOCUMENTS = [
    ("the same", PASSPORT, "agree"),
    ("look-alike letters", Document("passport", "SY", "NOO12345"), "agree"),
    ("no country", Document("passport", "", "N0012345"), "number"),
    ("another kind", Document("id_card", "SY", "N0012345"), "number"),
    ("another number", Document("passport", "SY", "N0912745"), "differ"),
    ("another sign", Document("passport", "SY", "N0017345"), "one_sign"),
    ("the next number", Document("passport", "SY", "N0012346"), "in_a_row"),
    ("three numbers before", Document("passport", "SY", "N0012342"), "in_a_row"),
    ("four numbers after", Document("passport", "SY", "N0012349"), "one_sign"),
    ("the next number, digit fails", Document("passport", "SY", "N0012346", "fails"), "one_sign"),
    ("the next number, digit fits", Document("passport", "SY", "N0012346", "fits"), "in_a_row"),
    ("a sign left out", Document("passport", "SY", "N001245"), "one_sign"),
    ("a sign twice", Document("passport", "SY", "N00123345"), "one_sign"),
    ("a sign more at the end", Document("passport", "SY", "N00123459"), "one_sign"),
    ("neighbours exchanged", Document("passport", "SY", "N0013245"), "one_sign"),
    ("two signs exchanged over a third", Document("passport", "SY", "N0032145"), "differ"),
    ("two other signs", Document("passport", "SY", "N0017346"), "differ"),
    ("two other neighbours", Document("passport", "SY", "N0019945"), "differ"),
    ("one other, one left out", Document("passport", "SY", "N001746"), "differ"),
    ("another sign of another country", Document("passport", "IQ", "N0017345"), "unknown"),
    ("the digit fits", Document("passport", "SY", "N0012345", "fits"), "agree_checked"),
    ("the digit fails", Document("passport", "SY", "N0012345", "fails"), "number"),
    ("another sign, digit fits", Document("passport", "SY", "N0017345", "fits"), "one_sign"),
    ("an exploiter's", Document("passport", "SY", "N0012345", "", "exploiter"), "unknown"),
    ("another number of another kind", Document("id_card", "SY", "N0012346"), "unknown"),
    ("another number of another country", Document("passport", "IQ", "N0012346"), "unknown"),
    ("another number without country", Document("passport", "", "N0012346"), "unknown"),
]


@pytest.mark.parametrize(
    ("other", "expected"), [case[1:] for case in DOCUMENTS], ids=[case[0] for case in DOCUMENTS]
)
def test_documents(other: Document, expected: str) -> None:
    assert level("document", Person(documents=(PASSPORT,)), Person(documents=(other,))) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            Document("passport", "SY", "N0012345", "fits"),
            Document("passport", "SY", "N0017345", "fits"),
            "differ",
        ),
        (
            Document("passport", "SY", "N0012345", "fails"),
            Document("passport", "SY", "N0012345", "fits"),
            "agree_checked",
        ),
        (
            Document("passport", "SY", "N0012345", "fails"),
            Document("passport", "SY", "N0012345", "fails"),
            "number",
        ),
        (Document("passport", "SY", "N0012"), Document("passport", "SY", "N0013"), "differ"),
        (Document("passport", "SY", "N00123"), Document("passport", "SY", "N00124"), "in_a_row"),
        (Document("passport", "SY", "N0012"), Document("passport", "SY", "N0012A"), "differ"),
        (
            Document("passport", "SY", "N0012399"),
            Document("passport", "SY", "N0012401"),
            "in_a_row",
        ),
        (
            Document("passport", "SY", "N0019999"),
            Document("passport", "SY", "N0020002"),
            "in_a_row",
        ),
        (Document("passport", "SY", "N0012399"), Document("passport", "SY", "N0012403"), "differ"),
        (
            Document("passport", "SY", "N001234X"),
            Document("passport", "SY", "N001234Y"),
            "one_sign",
        ),
        (
            Document("passport", "SY", "N0012345", "fits"),
            Document("passport", "SY", "N0012347", "fits"),
            "in_a_row",
        ),
        (
            Document("passport", "SY", "N" * 24 + "1"),
            Document("passport", "SY", "N" * 24 + "2"),
            "differ",
        ),
        (Document("passport", "SY", "ن0012345"), Document("passport", "SY", "ن0017345"), "differ"),
    ],
    ids=[
        "both checked",
        "one fails",
        "both fail",
        "too short",
        "six",
        "too short, one more",
        "over a ten",
        "over a thousand",
        "four apart",
        "letters",
        "both checked, in a row",
        "too long to look into",
        "letters of no zone",
    ],
)
def test_check_digits_and_slips_of_document_numbers(
    one: Document, other: Document, expected: str
) -> None:
    assert level("document", Person(documents=(one,)), Person(documents=(other,))) == expected
