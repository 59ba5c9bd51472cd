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


def _translations(message: Message) -> tuple[str, ...]:
    translation = message.string
    return tuple(translation) if isinstance(translation, tuple | list) else (translation,)


def _originals(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """Return every current message of pages and tables, read from the code."""
    return {_name(message) for message in messages.collect() if message.id}


def _name(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def test_the_template_contains_the_current_messages(collected: set[str]) -> None:
    with TEMPLATE.open("rb") as file:
        template_names = {_name(message) for message in read_po(file) if message.id}
    assert sorted(collected - template_names) == [], "run `make messages`"
    assert sorted(template_names - collected) == [], "run `make messages`"


@pytest.mark.parametrize("spoken", WRITTEN)
def test_a_catalogue_holds_every_message_of_now_translated_and_no_other(
    spoken: str, collected: set[str]
) -> None:
    with (LOCALES / spoken / "LC_MESSAGES" / "homeward.po").open("rb") as file:
        catalogue = read_po(file, locale=spoken)
    messages_by_name = {_name(message): message for message in catalogue if message.id}
    assert sorted(collected - messages_by_name.keys()) == [], "run `make messages`"
    assert sorted(messages_by_name.keys() - collected) == [], "run `make messages`"
    assert sorted(catalogue.obsolete) == []
    assert (
        sorted(
            name
            for name, one in messages_by_name.items()
            if one.fuzzy or not all(_translations(one))
        )
        == []
    )


@pytest.mark.parametrize("spoken", WRITTEN)
def test_a_catalogue_has_words_for_every_message_and_so_is_offered(spoken: str) -> None:
    assert language.untranslated(spoken) == []
    assert spoken in language.offered()


@pytest.mark.parametrize("spoken", WRITTEN)
def test_placeholders_are_those_of_the_message(spoken: str) -> None:
    wrong = [
        message.id
        for message in _messages(spoken)
        for translation in _translations(message)
        if set(PLACEHOLDER.findall(translation))
        not in [set(PLACEHOLDER.findall(one)) for one in _originals(message)]
    ]
    assert wrong == []


@pytest.mark.parametrize("spoken", WRITTEN)
def test_a_sentence_stays_a_sentence_and_no_space_is_lost(spoken: str) -> None:
    wrong = [
        (one, translation)
        for message in _messages(spoken)
        for one, translation in zip(_originals(message), _translations(message), strict=False)
        if (one[-1] in ".?" and one != "No." and translation[-1:] != one[-1])
        or (translation != translation.strip() and one != ":")
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
