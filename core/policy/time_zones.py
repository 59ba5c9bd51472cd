"""Time zones of the participating states, and local times of agencies.

Times are stored in UTC. An agency works in the time zone of its state, or in its own where a state
has several (Canary Islands, Azores).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from core.errors import InvalidInput

STATE_TIME_ZONES: dict[str, str] = {
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CH": "Europe/Zurich",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome",
    "LI": "Europe/Vaduz",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
}
DEFAULT_TIME_ZONE = "UTC"
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)\[([A-Za-z_+\-/0-9]{1,40})\]")


def agency_time_zone(own: str, state: str) -> str:
    """Return the name of an agency's time zone: its own, else that of its state, else UTC."""
    return own or STATE_TIME_ZONES.get(state, DEFAULT_TIME_ZONE)


def check_time_zone(name: str) -> None:
    """Raise `InvalidInput` for a name that is no IANA time zone; "" is the zone of the state."""
    if name and name not in available_timezones():
        raise InvalidInput("time_zone", "unknown_code")


def local_to_utc(text: str, zone: str) -> datetime:
    """Return a local time without an offset (`2026-03-02T09:30`) in UTC.

    A time that occurs twice, when clocks go back, is the first of the two. Raises ValueError for
    another text, for a time with an offset, and for one outside the years that UTC can show.
    """
    local = datetime.fromisoformat(text)
    if local.tzinfo is not None:
        raise ValueError("not a local time")
    try:
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside the years of UTC") from error


def read_zoned(value: object) -> object:
    """Return a local time with its zone (`2026-03-02T09:30[Europe/Berlin]`) in UTC.

    Return every other value unchanged. Raises ValueError for an unknown zone.
    """
    local = _LOCAL.fullmatch(value) if isinstance(value, str) else None
    if local is None:
        return value
    if local[2] not in available_timezones():
        raise ValueError("unknown time zone")
    return local_to_utc(local[1], local[2])
