from __future__ import annotations

from datetime import date

import pytest

from core.errors import InvalidInput
from services.foundation.facts.free_text_screening import check_no_address, check_text
from services.foundation.facts.statements import Statement

ADDRESSES = (
    "12 High Street",
    "come to High Street 12, second bell",
    "Rue de la Paix 4",
    "4, rue de la Paix",
    "Hauptstraße 7a",
    "Hauptstr. 7",
    "Lindenweg 12",
    "Via Roma 15",
    "Calle Mayor, 3",
    "ul. Długa 5",
    "Οδός Ερμού 12",
    "Kerkstraat 9",
    "Storgatan 14",
    "52.51631, 13.37771",
    "52° 30' N",
    "https://maps.example/x",
    "https://goo.gl/maps/abc",
    "geo:52.5,13.4",
    "///filled.count.soap",
)
WORDS = (
    "Line for missing children (fictional)",
    "+32 2 555 01 60",
    "0800 11 60 00, day and night",
    "Monday to Friday, 9 to 17",
    "Mo-Fr 08:00-18:00",
    "help@legal-aid.example",
    "https://legal-aid.example/contact",
    "116 000",
    "via the desk of the state: +30 2 555 01 70",
    "ask for the duty lawyer, extension 12",
)


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_text_with_a_place_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_no_address(text, field="reach")
    assert (refused.value.field, refused.value.reason) == ("reach", "tells_an_address")
    assert text not in str(refused.value)


@pytest.mark.parametrize("text", WORDS)
def test_a_text_with_contact_data_is_accepted(text: str) -> None:
    check_no_address(text, field="reach")


HOME = [Statement.read("home_address", "12, Mcdowall Street, Bondi", "user:1", date(2026, 3, 2))]


@pytest.mark.parametrize("text", ["12 Mcdowall Street", "she knows MCDOWALL STREET"])
def test_a_text_with_the_street_of_a_home_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_text(text, HOME, field="text")
    assert caught.value.reason == "own_place"
    assert "owall" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["what is the street called?", "which house number, 12 or 14?", "near Bondi"]
)
def test_a_text_without_the_street_of_a_home_is_accepted(text: str) -> None:
    check_text(text, HOME, field="text")
