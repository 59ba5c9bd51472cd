"""Languages of pages: catalogues, the choice per answer, dates and countries by locale."""

from __future__ import annotations

import datetime as dt
import functools
import gettext as gnu
import io
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_datetime
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from fastapi import Request

from core.policy import figures
from core.policy.time_zones import DEFAULT_TIME_ZONE

LOCALES = Path(__file__).parent / "locale"
TEMPLATE = LOCALES / "homeward.pot"  # all messages (api.web.messages)
DEFAULT = "en"
COOKIE = "homeward-language"
# codes without an ISO country, as in the code lists
STATELESS = {"XXA": "stateless", "XXB": "refugee", "XXX": "unspecified"}

# two-letter codes of the locale data without an ISO 3166-1 country: unions, tests, territories
_NO_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())

_now: ContextVar[str] = ContextVar("language", default=DEFAULT)
_zone: ContextVar[str] = ContextVar("time_zone", default=DEFAULT_TIME_ZONE)


@functools.cache
def offered() -> tuple[str, ...]:
    """Return the languages with a complete catalogue, English first.

    Half-translated pages are not offered.
    """
    languages = (
        path.parent.parent.name for path in sorted(LOCALES.glob("*/LC_MESSAGES/homeward.po"))
    )
    return (DEFAULT, *(language for language in languages if not untranslated(language)))


def untranslated(language: str) -> list[str]:
    """Return the messages of the template without a translation in a catalogue."""
    with TEMPLATE.open("rb") as template:
        message_ids = [
            message.id if isinstance(message.id, str) else message.id[0]
            for message in read_po(template)
            if message.id
        ]
    written = _read(language)
    translations = (written.get(message_id) for message_id in message_ids)
    return [
        message_id
        for message_id, message in zip(message_ids, translations, strict=True)
        if message is None or not _is_translated(message)
    ]


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return not message.fuzzy and all(forms)


def _read(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "homeward.po").open("rb") as written:
        return read_po(written, locale=language)


@functools.cache
def catalogue(language: str) -> gnu.NullTranslations:
    """Return the catalogue of an offered language; English is in the pages themselves."""
    if language == DEFAULT:
        return gnu.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, _read(language))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


def choose(request: Request) -> str:
    """Set and return the language of this answer: the cookie's, else the first offered one."""
    accepted = request.headers.get("accept-language", "")[:200].split(",")
    wishes = [
        request.cookies.get(COOKIE, ""),
        *(part.partition(";")[0].strip() for part in accepted),
    ]
    best = next(
        (
            language_code
            for language_code in (text.partition("-")[0].lower() for text in wishes)
            if language_code in offered()
        ),
        DEFAULT,
    )
    _now.set(best)
    return best


def in_each_language(text: Callable[[], str]) -> dict[str, str]:
    """Return the result of `text` by language, called once in each offered language."""
    offered_languages = {}
    for code in offered():
        token = _now.set(code)
        try:
            offered_languages[code] = text()
        finally:
            _now.reset(token)
    return offered_languages


def chosen() -> str:
    """Return the language of this answer."""
    return _now.get()


def current() -> Locale:
    """Return the locale of this answer; English in its European form, with the day first."""
    return Locale.parse("en_GB" if _now.get() == DEFAULT else _now.get())


def gettext(message: str) -> str:
    """Return a message in the language of this answer, with its figures of policy."""
    return figures.fill(catalogue(_now.get()).gettext(message), _number)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message for this number, in the language of this answer.

    The placeholder of the number is not replaced.
    """
    return catalogue(_now.get()).ngettext(singular, plural, number)


def _number(value: int) -> str:
    return str(format_decimal(value, locale=current()))


def day(value: dt.date) -> str:
    """Return a day in the form of the locale."""
    return format_date(value, "medium", locale=current())


def moment(value: dt.datetime) -> str:
    """Return a time to the minute, in the reader's time zone and in UTC.

    The text is in the reader's language. A reader whose time zone is UTC sees the time once. Desks
    of several states talk about the same time, so UTC is always shown.
    """
    zone = _zone.get()
    utc = f"{value.astimezone(dt.UTC):%H:%M} UTC"
    if zone == DEFAULT_TIME_ZONE:
        return f"{_written(value, 'UTC')} UTC"
    return f"{_written(value, zone)} ({utc})"


def _written(value: dt.datetime, zone: str) -> str:
    return format_datetime(value, "d MMM y, HH:mm", tzinfo=ZoneInfo(zone), locale=current())


def set_time_zone(name: str) -> None:
    """Set the time zone of this answer."""
    _zone.set(name)


def local_input(value: dt.datetime | str) -> str:
    """Return a time in the reader's time zone as a field of the type datetime-local takes it.

    A text, which a person typed, is returned unchanged.
    """
    if isinstance(value, str):
        return value
    return f"{value.astimezone(ZoneInfo(_zone.get())):%Y-%m-%dT%H:%M}"


def country(code: str) -> str:
    """Return a country's name in the language of this answer; an unknown code stays unchanged."""
    if code in STATELESS:
        return gettext(STATELESS[code])
    return str(current().territories.get(code, code))


def tongue(code: str) -> str:
    """Return a language's name (ISO 639-3) in the language of this answer.

    An unknown code stays unchanged.
    """
    return _tongue(code, current())


def _tongue(code: str, locale: Locale) -> str:
    return str(locale.languages.get(get_global("language_aliases").get(code, code), code))


def language_tag(code: str) -> str:
    """Return the tag of a language (BCP 47) for its ISO 639-3 code, as `en` for `eng`."""
    return str(get_global("language_aliases").get(code, code)).replace("_", "-")


def tongues(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return (code, name in the language of this answer) of each language, sorted by name."""
    return sorted(((code, tongue(code)) for code in codes), key=lambda entry: entry[1])


@functools.cache
def _codes(language: str) -> dict[str, str]:
    """Return country names in lower case with their codes, in a language and in English."""
    named = [
        item for locale in ("en_GB", language) for item in Locale.parse(locale).territories.items()
    ]
    return {str(name).casefold(): str(code) for code, name in named if len(str(code)) == 2}


def country_code(text: str) -> str:
    """Return the code of a country's name in this answer's language or English.

    Any other text is returned unchanged.
    """
    return _codes(str(current())).get(text.strip().casefold(), text.strip())


def language_code(text: str, codes: Iterable[str]) -> str:
    """Return the code whose language has this name, in this answer's language or English.

    Any other text is returned unchanged.
    """
    language_name = text.strip().casefold()
    for locale in (current(), Locale.parse("en_GB")):
        for code in codes:
            if _tongue(code, locale).casefold() == language_name:
                return code
    return text.strip()


def countries(codes: frozenset[str]) -> list[tuple[str, str]]:
    """Return (code, country name) of each code, sorted by name."""
    return sorted(((code, country(code)) for code in codes), key=lambda entry: entry[1])


def every_country() -> list[tuple[str, str]]:
    """Return all countries (ISO 3166-1 alpha-2) with their names, sorted by name."""
    territories = {str(code) for code in current().territories} - _NO_COUNTRY
    return countries(frozenset(code for code in territories if len(code) == 2 and code.isalpha()))
