"""Searches with a purpose, some refused and some saved; reads of own records; photographs."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import select

from benchmarks.operational_history.town import AgencyStaff, SimulatedInstallation
from core.codes.approvals import ApprovalKind
from models.records.record import Record
from services.approval_decisions import approval_list
from services.approval_decisions.approval_list import ApprovalLine
from services.approvals.approval_requests import Decision
from services.records import photos, register
from services.search import person_search, saved_searches
from services.search.person_search import SearchAnswer, SearchQuery

SEARCHES_A_DAY = 0.4  # per caseworker and supervisor
PURPOSES = {
    "locate_missing": 0.34,
    "identify_found": 0.24,
    "trace_family": 0.16,
    "verify_hit": 0.12,
    "protect_victim": 0.07,
    "investigate_trafficking": 0.04,
    "prevent_abduction": 0.03,
}
FORBIDDEN = 0.03  # of the searches, for a purpose that is refused
TOO_FAR = (70, 2)  # (searches in one hour, people); once; more than the quota
SIGNED = 0.85  # of the searches that need an approval
SAVED_SHARE = 0.05  # of the searches, saved afterwards
READS_A_DAY = 0.6  # of own records, per caseworker
PHOTOGRAPHED = 0.03
SEARCHED_FIELDS = (
    "full_name",
    "given_names",
    "family_names",
    "name_native",
    "birth_date",
    "sex",
    "nationalities",
    "relatives",
)
Row = Mapping[str, str]


class SearchActivity:
    """Plans searches and reads, one day at a time."""

    def __init__(self, town: SimulatedInstallation, rows: Sequence[Row]) -> None:
        self._town, self._rows = town, rows
        self._people = [
            login for crew in town.crews.values() for login in (crew.worker, crew.supervisor)
        ]
        self._crew_of = {
            login: crew
            for crew in town.crews.values()
            for login in (crew.worker, crew.supervisor, crew.second)
        }
        self._number = 0

    def plan(self) -> None:
        """Plan searches for everybody on some days, and the waiting approvals."""
        town = self._town
        for login in self._people:
            if town.chance(SEARCHES_A_DAY):
                town.in_(lambda login=login: self._search(login), hours=town.draw.uniform(7, 19))  # type: ignore[misc]
        for crew in town.crews.values():
            if town.chance(READS_A_DAY):
                town.in_(lambda crew=crew: self._read_own(crew), hours=town.draw.uniform(7, 19))  # type: ignore[misc]
            town.in_(lambda crew=crew: self._sign(crew), hours=19.5)  # type: ignore[misc]

    def go_too_far(self) -> None:
        """Plan more searches in one hour than the quota allows, for some people."""
        number, people = TOO_FAR
        for login in self._people[:people]:
            for place in range(number):
                self._town.in_(lambda login=login: self._search(login), minutes=place * 0.5)  # type: ignore[misc]

    def _search(self, login: str) -> None:
        town, crew = self._town, self._crew_of[login]
        row = town.draw.choice(self._rows)
        facts = {name: row[name] for name in SEARCHED_FIELDS if row.get(name)}
        self._number += 1
        question = SearchQuery(
            facts,
            "immigration_control" if town.chance(FORBIDDEN) else town.one_of(PURPOSES),
            "led_8_10" if crew.is_police else "gdpr_6_1_e_9_2_g",
            f"{crew.state}-2026-{self._number:06d}",
        )
        answer = town.as_(
            login, "search", lambda s, a: person_search.search(s, town.context, a, question)
        )
        if answer is not None and town.chance(SAVED_SHARE):
            search_id = cast(SearchAnswer, answer).id
            town.in_(lambda: self._save_search(login, search_id), days=2)

    def _save_search(self, login: str, search_id: UUID) -> None:
        town = self._town
        town.as_(
            login,
            "save",
            lambda s, a: saved_searches.save_search(
                s, town.context, a, search_id, reason="they may come", days=60
            ),
        )

    def _sign(self, crew: AgencyStaff) -> None:
        town = self._town
        waiting = town.as_(
            crew.second,
            "list_approvals",
            lambda s, a: approval_list.list_approvals(s, town.context, a),
        )
        for line in cast(list[ApprovalLine], waiting) if isinstance(waiting, list) else []:
            if line.kind == ApprovalKind.SEARCH_APPROVAL and town.chance(SIGNED):
                town.as_(
                    crew.second,
                    "decide_search_approval",
                    lambda s, a, one=line: approval_list.decide_approval(
                        s, town.context, a, one.id, Decision(is_approved=True)
                    ),  # type: ignore[misc]
                )

    def _read_own(self, crew: AgencyStaff) -> None:
        record_id = self._own(crew, 1)
        if record_id:
            town = self._town
            town.as_(
                crew.worker,
                "read_record",
                lambda s, a: register.read_record(s, town.context, a, record_id[0]),
            )

    def _own(self, crew: AgencyStaff, most: int) -> list[UUID]:
        with self._town.signed_in(crew.worker) as (session, actor):
            ids = session.scalars(
                select(Record.public_id).where(
                    Record.agency_id == actor.agency_id, Record.status == "open"
                )
            ).all()
        return self._town.draw.sample(list(ids), min(most, len(ids)))

    def photograph(self) -> None:
        """Add a photograph to a share of the records: a drawn face of no real person."""
        town = self._town
        with town.looking() as session:
            rows = session.execute(
                select(Record.public_id, Record.agency_id).where(Record.status == "open")
            ).all()
        agencies = town.agency_codes()
        for public_id, agency_id in rows:
            if town.chance(PHOTOGRAPHED):
                town.remember("{record_id}", public_id)
                crew, data = town.crews[agencies[agency_id]], _face(town.draw.randrange(2**24))
                town.as_(
                    crew.worker,
                    "put_photo",
                    lambda s, a, one=public_id, data=data: photos.store_photo(  # type: ignore[misc]
                        s, town.context, a, one, data=data, reason="brought by the family"
                    ),
                )


def _face(colour: int) -> bytes:
    """Return a JPEG with an oval of this colour."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (300, 400), "white")
    red, green, blue = colour >> 16, (colour >> 8) & 255, colour & 255
    ImageDraw.Draw(picture).ellipse((50, 50, 250, 350), fill=(red, green, blue))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
