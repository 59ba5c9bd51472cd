"""A figure of policy is written once: texts take it from its table, in every language."""

from __future__ import annotations

import json
import re

import pytest
from babel.messages.pofile import read_po

from api.web import language
from api.web.labels import display
from api.web.language import LOCALES, TEMPLATE
from core.policy.figures import FIGURES
from core.policy.search import SEARCHES_PER_DAY, SEARCHES_PER_HOUR
from tests.described_client import document

PLACEHOLDER = re.compile(r"%\(([a-z_]+)\)s")
NUMBER = re.compile(r"(?<![\w-])\d{2,}(?![\w-])")
SPELT_PERIOD = re.compile(
    r"\b(two|three|four|five|six|seven|ten|twelve|fifteen|thirty|sixty|ninety|an|one)"
    r" (minutes?|hours?|weeks?|months?)\b"
)
# words of comparison levels, which have no table of policy
LEVELS = "matching/model/levels.py"
# Tables that the interface publishes as they are: their English sentences are made with the figure,
# and a changed figure needs new translations.
PUBLISHED = frozenset(
    {"core/refusals.py", "core/policy/records/alerts.py", "services/statistics/definitions.py"}
)


def _messages() -> list[tuple[str, str]]:
    """Return (file, message) of every message of pages."""
    with TEMPLATE.open("rb") as file:
        template = read_po(file)
    return [
        (message.locations[0][0], part)
        for message in template
        if message.id
        for part in (message.id if isinstance(message.id, tuple | list) else (message.id,))
    ]


@pytest.mark.parametrize("spoken", language.offered())
def test_a_changed_figure_changes_the_text_in_every_language(
    spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FIGURES, "duty_cover_hours", 1_013)
    monkeypatch.setitem(FIGURES, "review_last_days", 17)
    before = language._now.set(spoken)
    try:
        texts = (
            language.gettext(display.DONE["cover"]),
            display.label("review_soon", "notification"),
        )
    finally:
        language._now.reset(before)
    written = {"en": "1,013", "fr": "1\u202f013", "it": "1.013"}[spoken]
    assert (written in texts[0], "17" in texts[1]) == (True, True), texts


def test_no_message_spells_a_period_in_words() -> None:
    assert [
        text for file, text in _messages() if file != LEVELS and SPELT_PERIOD.search(text)
    ] == []


def test_every_figure_is_named_by_a_text() -> None:
    named = {name for _, text in _messages() for name in PLACEHOLDER.findall(text)}
    described = json.dumps(document())
    assert (
        sorted(
            name
            for name, value in FIGURES.items()
            if name not in named and str(value) not in described
        )
        == []
    )


def test_the_description_of_the_interface_names_the_figures() -> None:
    described = " ".join(
        operation["description"]
        for methods in document()["paths"].values()
        for operation in methods.values()
    )
    quota = f"{SEARCHES_PER_HOUR} an hour and {SEARCHES_PER_DAY} a day"
    assert quota in " ".join(described.split())
    unfilled = set(PLACEHOLDER.findall(json.dumps(document())))
    assert unfilled & FIGURES.keys() == set()


@pytest.mark.parametrize("spoken", [one for one in language.offered() if one != language.DEFAULT])
def test_a_translation_has_the_numbers_of_its_message(spoken: str) -> None:
    with (LOCALES / spoken / "LC_MESSAGES" / "homeward.po").open("rb") as file:
        catalogue = read_po(file, locale=spoken)
    assert [
        message.id
        for message in catalogue
        if isinstance(message.id, str)
        and PUBLISHED.intersection(file for file, _ in message.locations)
        and sorted(NUMBER.findall(message.id)) != sorted(NUMBER.findall(str(message.string)))
    ] == []
