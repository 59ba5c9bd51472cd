"""Contradictions between two records that are confirmed as one person.

They are counted, reported, and counted again after changes.
"""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import select

from matching import BANDS, Evidence, Person, encode_levels
from matching.model.levels import ATTRIBUTES
from models.matching_runs.match import Score
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from reports import generate
from reports.generate import ReportRequest
from services.statistics.definitions import DIMENSION_CODES
from services.statistics.inconsistencies import INCONSISTENCIES
from services.statistics.matches_counted import attribute_contribution
from services.statistics.report_runs import REPORTER
from tests.factories import CHECKED, Installation, add_match
from tests.integration.counting import Rows, night, register

MATCHES = 60


def two_reports() -> tuple[Rows, Rows]:
    """Return the rows of two agencies about sixty children; the rows differ in some facts."""
    found, missing = Rows(), Rows()
    for n in range(MATCHES):
        child = {
            "full_name": f"Child Number{n}",
            "birth_date": f"2010-05-{1 + n % 28:02}",
            "sex": "F",
            "nationalities": "AF",
            "height_cm": "150",
            "phones": f"+49 30 55501{n:02}",
        }
        found.append({**child, "record_ref": f"f{n}", "kind": "found", "event_date": "2026-02-01"})
        other = {
            "sex": "M" if n % 5 == 0 else "F",
            "nationalities": "SY|IQ" if n % 4 == 0 else "IR|AF",
        }
        if n % 3 == 0:
            other["birth_date"] = "2005-01-20"
        if n % 2:
            other["height_cm"] = ""
        missing.append(
            {**child, **other, "record_ref": f"m{n}", "kind": "missing", "event_date": "2026-01-20"}
        )
    return found, missing


@pytest.fixture
def confirmed(installation: Installation) -> Installation:
    """Sixty confirmed matches, each with the evidence computed from its two rows."""
    found, missing = two_reports()
    register(installation, found)
    register(installation, missing, "GR-POL", CHECKED)
    now, engine = installation.clock.now(), installation.context.engine
    with installation.database.transaction() as session:
        of_kind = {
            kind: session.scalars(
                select(Record.id).where(Record.kind == kind).order_by(Record.id)
            ).all()
            for kind in ("found", "missing")
        }
        for low, high, one, other in zip(
            of_kind["found"], of_kind["missing"], found, missing, strict=True
        ):
            compared = engine.compare(Person.from_row(one), Person.from_row(other))
            band = BANDS.index(compared.band)
            score_fields = {"bits": compared.bits, "probability": compared.probability}
            match = add_match(session, low, high, now, state="confirmed", band=band, **score_fields)
            score = session.scalars(select(Score).where(Score.id == match.score_id)).one()
            score.levels = encode_levels(
                np.array([part.number for part in compared.evidence], np.uint8),
                np.array([part.bits for part in compared.evidence], np.float32),
            )
    return installation


def test_contradictions_of_confirmed_matches_are_those_of_the_raw_rows(
    confirmed: Installation,
) -> None:
    cube = night(confirmed)["attribute_bits"]
    with confirmed.app.transaction(door=DatabaseRole.ANALYST) as session:
        report = generate.read_report(
            session,
            REPORTER,
            generate.make_report(session, confirmed.context, REPORTER, ReportRequest()).id,
        )
    both = list(zip(*two_reports(), strict=True))
    raw = {
        "sex": sum(one["sex"] != other["sex"] for one, other in both),
        "origin": sum(
            one["nationalities"] not in other["nationalities"].split("|") for one, other in both
        ),
        "birth": sum(
            abs(int(one["birth_date"][:4]) - int(other["birth_date"][:4])) > 2
            for one, other in both
        ),
        "height": 0,
    }
    assert min(raw["sex"], raw["origin"], raw["birth"]) > 11
    assert {name: cube.cells["confirmed", name, "contradicts"] for name in raw if raw[name]} == {
        name: n for name, n in raw.items() if n
    }
    assert {
        name: report.figures[f"quality.contradicting.{name}"].value for name in raw
    } == pytest.approx({name: n / MATCHES for name, n in raw.items()}, rel=1e-5)
    height_matches = sum(bool(one["height_cm"] and other["height_cm"]) for one, other in both)
    assert report.figures["quality.compared.height"].value == height_matches / MATCHES == 0.5


def test_contradictions_are_levels_of_the_engine_without_positive_bits() -> None:
    levels = {one.name: {level.code: level.bits for level in one.levels} for one in ATTRIBUTES}
    for attribute, (codes, _) in INCONSISTENCIES.items():
        assert attribute in DIMENSION_CODES["attribute"]
        assert all(levels[attribute][code] <= 0 for code in codes)


@pytest.mark.parametrize(
    ("bits", "code"), [(-0.5, "<0"), (0.0, "0-2"), (1.9, "0-2"), (2.0, "2-6"), (12.0, "12+")]
)
def test_the_end_of_a_band_belongs_to_the_next(bits: float, code: str) -> None:
    assert attribute_contribution(Evidence("height", "near", 2, bits)) == code
