"""Who reads which counts: published cubes, whoever may read statistics; an agency's own, exact, its own people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import NotFound
from core.policy import Action, Scope
from models.agency import Agency
from services import audit
from services.actor import Actor, require
from services.context import Context
from services.statistics import acts_counted, records_counted
from services.statistics.cube import Cell, Cube, CubeDefinition
from services.statistics.definitions import CUBES
from services.statistics.published import published
from services.statistics.tally import Tally

# What an agency counts of itself. Of pairs it would count some that do not exist for it.
OWN = (
    *("kinds", "categories", "completeness", "ages", "sexes", "origins", "scripts", "delays", "evidence", "retention"),
    *("consent_coverage", "consent_scopes", "closures", "erasures", "consents_ended", "verdicts", "review_minutes"),
    *("disclosures", "answer_times", "answers_kept", "vital_reviews", "disclosure_scopes", "clocks"),
    *("notices", "searches", "refusals", "rights"),
)


def list_published(session: Session, context: Context, actor: Actor, *, at: datetime | None = None) -> dict[str, Cube]:
    """Return the cubes as they stand, or stood at a moment. In the trail."""
    require(actor, Action.READ_STATISTICS)
    audit.note(session, context, actor, audit.Act("read_statistics"))
    return published(session, at=at)


def read_cube(
    session: Session, context: Context, actor: Actor, name: str, *, at: datetime | None = None
) -> tuple[CubeDefinition, Cube | None]:
    """Return what a cube is and how it stands, None before it was published; `NotFound` for none of that name."""
    found = list_published(session, context, actor, at=at)
    if name not in CUBES:
        raise NotFound("no such cube")
    return CUBES[name], found.get(name)


def count_own(session: Session, context: Context, actor: Actor) -> Mapping[str, Mapping[Cell, int]]:
    """Count the actor's own agency exactly, now: whoever works for it sees these records anyway, one by one or as a
    sum. Sealed values are opened to be counted, as in a night's work. Nothing for who reads published counts alone.
    In the trail.
    """
    if require(actor, Action.READ_STATISTICS) is not Scope.OWN_COUNTS or actor.agency_id is None:
        return {}
    agency, tally = session.get_one(Agency, actor.agency_id), Tally()
    records_counted.count(session, context, tally, agency)
    acts_counted.count(session, context, tally, agency)
    audit.note(session, context, actor, audit.Act("count_own"))
    return {
        name: {cell: count.n for cell, count in sorted(tally.counts[name].items()) if count.n}
        for name in CUBES
        if name in OWN
    }
