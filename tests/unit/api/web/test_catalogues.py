"""Compare every catalogue with the template: complete, same placeholders and punctuation."""

from __future__ import annotations

import re

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po

from api.web import language, messages
from api.web.language import LOCALES, TEMPLATE

WRITTEN = sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/homeward.po"))
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]")


def _messages(spoken: str) -> list[Message]:
    with (LOCALES / spoken / "LC_MESSAGES" / "homeward.po").open("rb") as file:
        return [one for one in read_po(file, locale=spoken) if one.id]


def _said(message: Message) -> tuple[str, ...]:
    said = message.string
    return tuple(said) if isinstance(said, tuple | list) else (said,)


def _asked(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """Return every current message of pages and tables, read from the code."""
    return {_name(message) for message in messages.collect() if message.id}


def _name(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def test_the_template_contains_the_current_messages(collected: set[str]) -> None:
    with TEMPLATE.open("rb") as file:
        kept = {_name(message) for message in read_po(file) if message.id}
    assert sorted(collected - kept) == [], "run `make messages`"
    assert sorted(kept - collected) == [], "run `make messages`"


@pytest.mark.parametrize("spoken", WRITTEN)
def test_a_catalogue_holds_every_message_of_now_translated_and_no_other(
    spoken: str, collected: set[str]
) -> None:
    with (LOCALES / spoken / "LC_MESSAGES" / "homeward.po").open("rb") as file:
        catalogue = read_po(file, locale=spoken)
    kept = {_name(message): message for message in catalogue if message.id}
    assert sorted(collected - kept.keys()) == [], "run `make messages`"
    assert sorted(kept.keys() - collected) == [], "run `make messages`"
    assert sorted(catalogue.obsolete) == []
    assert sorted(name for name, one in kept.items() if one.fuzzy or not all(_said(one))) == []


@pytest.mark.parametrize("spoken", WRITTEN)
def test_a_catalogue_has_words_for_every_message_and_so_is_offered(spoken: str) -> None:
    assert language.untranslated(spoken) == []
    assert spoken in language.offered()


@pytest.mark.parametrize("spoken", WRITTEN)
def test_placeholders_are_those_of_the_message(spoken: str) -> None:
    wrong = [
        message.id
        for message in _messages(spoken)
        for said in _said(message)
        if set(PLACEHOLDER.findall(said))
        not in [set(PLACEHOLDER.findall(one)) for one in _asked(message)]
    ]
    assert wrong == []


@pytest.mark.parametrize("spoken", WRITTEN)
def test_a_sentence_stays_a_sentence_and_no_space_is_lost(spoken: str) -> None:
    wrong = [
        (one, said)
        for message in _messages(spoken)
        for one, said in zip(_asked(message), _said(message), strict=False)
        if (one[-1] in ".?" and one != "No." and said[-1:] != one[-1])
        or (said != said.strip() and one != ":")
    ]
    assert wrong == []


def test_the_template_names_no_message_twice_and_holds_what_pages_of_tables_say() -> None:
    with TEMPLATE.open("rb") as file:
        ids = [str(one.id) for one in read_po(file) if one.id]
    assert len(ids) == len(set(ids)) > 1000
    assert {"Is this the same person?", "the names agree", "Strong", "stateless"} <= set(ids)


def test_a_catalogue_with_a_gap_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "untranslated", lambda _: ["Is this the same person?"])
    assert language.offered.__wrapped__() == ("en",)
