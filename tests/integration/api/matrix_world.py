"""The world of the matrix: what stands there for each call, made when it is asked for."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.schemas.directory import EXAMPLE as SERVICE_EXAMPLE
from core.crypto import Place, seal
from core.policy import CASE_ROLES, Action, Role, scope
from core.policy_rights import Right
from models.agency import Agency
from models.alert import Alert
from models.consent import Consent, ConsentScope, RiskAssessment
from models.disclosure import Disclosure, Grant
from models.notice import Notice
from models.pair import Pair
from models.photo import RecordPhoto
from models.record import Record, RecordAssignment
from models.search import Search
from models.statistic import StatisticCell
from reports import making
from reports.making import Asked
from services import (
    alerts,
    data_requests,
    deputies,
    directory,
    drafts,
    exports,
    guardians,
    import_files,
    left_care,
    photos,
    questions,
    report_runs,
    reporters,
    resets,
    retention,
    runs,
    samples,
    schedule,
    sealing,
    search,
    standing,
    store,
    transfers,
    verdicts,
)
from services.actor import Actor
from services.data_requests import Asking
from services.directory import ServiceForm
from services.exports import Form
from services.guardians import GuardianForm
from services.import_files import Plan
from services.left_care import Leaving
from services.reporters import ReporterForm
from services.search import Question
from tests.factories import CLEARED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.api.matrix_calls import (
    CASES,
    EXPORT,
    MAPPING,
    PICTURE,
    QUESTIONS,
    SEARCH,
    SENT_FILE,
)
from tests.integration.consent_steps import take_down

STRANGERS = {Role.CASEWORKER: "FR-116", Role.SUPERVISOR: "CH-CPA", Role.LIAISON_OFFICER: "GR-POL"}


def agency_of(role: Role) -> str:
    return "DE-POL" if role is Role.LIAISON_OFFICER else "DE-JUG"


class World:
    """Both sides of a pair: DE-JUG found a minor, GR-CPA misses one; and a missing report of DE-POL."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.missing = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CLEARED)
        self.found = installation.register(FOUND, installation.actor(Role.CASEWORKER))
        self.police = installation.register(
            {**MISSING, "record_ref": "P-1", "recipients": ""},
            installation.actor(Role.LIAISON_OFFICER, "DE-POL"),
            CLEARED,
        )
        officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
        self.police_child = installation.register({**OTHER, "record_ref": "P-2"}, officer, CLEARED)
        installation.work()
        self.consent = take_down(installation, self.found)

    def moved(self, installation: Installation) -> World:
        """Return the same world in a copy of its installation."""
        copied = copy.copy(self)
        copied.installation = installation
        return copied

    def _published(self, _name: str, _role: Role) -> UUID:
        """Publish a count and return the later of two reports made of it."""
        context = self.installation.context
        with self.installation.database.transaction() as session:
            session.add(StatisticCell(cube="kinds", cell="missing", counted_at=context.clock.now(), n=12))
        with self.installation.database.transaction() as session:
            made = [making.make(session, context, report_runs.REPORTER, Asked()) for _ in range(2)]
        return made[1].id

    def _child_who_left(self, _name: str, role: Role) -> UUID:
        """Return a found record of the role whose child left care."""
        is_police = role is Role.LIAISON_OFFICER
        actor = self.installation.actor(*((role, "DE-POL") if is_police else (Role.SUPERVISOR, "DE-JUG")))
        child = self.police_child if is_police else self.found
        with self.installation.database.transaction() as session:
            left_care.leave(session, self.installation.context, actor, child, Leaving(self.installation.clock.now()))
        return child

    def id_of(self, name: str, role: Role) -> UUID:
        """Return an id of this kind that the role owns if it owns any."""
        if name in MAKERS:
            return MAKERS[name](self, name, role)
        with self.installation.database.transaction() as session:
            if name == "run":
                return runs.start(session, self.installation.context, schedule.SCHEDULER)
            if name == "record":
                return self.police if role is Role.LIAISON_OFFICER else self.found
            record = self.police if role is Role.LIAISON_OFFICER else self.found
            own = select(Record.id).where(Record.public_id == record).scalar_subquery()
            if name == "pair":
                query = select(Pair.public_id).where((Pair.low == own) | (Pair.high == own))
            else:
                query = select(Notice.public_id).where(Notice.record_id == own)
            return session.scalars(query.order_by(Pair.id if name == "pair" else Notice.id)).first() or uuid4()

    def _child(self, _name: str, role: Role) -> UUID:
        """Return a found record of the role."""
        return self.police_child if role is Role.LIAISON_OFFICER else self.found

    def _looked(self, name: str, _role: Role) -> UUID:
        """Return a caseworker's search that waits for a second signature, or an alert."""
        actor = self.installation.actor(Role.CASEWORKER)
        with self.installation.database.transaction() as session:
            if name == "search":
                question = Question(SEARCH["facts"], "locate_missing", "led_8_10", "DE-2026-001")
                return search.search(session, self.installation.context, actor, question).id
            alerts.raise_alert(session, self.installation.context, actor, "query_burst", None)
            return session.scalars(select(Alert.public_id)).one()

    def _standing(self, name: str, role: Role) -> UUID:
        """Return a search of the role that was countersigned, or one of its that stands."""
        context = self.installation.context
        is_seeker = scope(Action.SEARCH_OTHERS, role) is not None
        actor = self.installation.actor(role if is_seeker else Role.CASEWORKER, agency_of(role))
        with self.installation.database.transaction() as session:
            question = Question(SEARCH["facts"], "locate_missing", "led_8_10", "DE-2026-001")
            asked = search.search(session, context, actor, question).id
            session.execute(update(Search).values(countersigned_at=context.clock.now()))
            if name == "signed":
                return asked
            return standing.stand(session, context, actor, asked, reason="expected", days=3)[0]

    def _pictured(self, _name: str, role: Role) -> UUID:
        """Return a record of the role that has a photograph."""
        is_police = role is Role.LIAISON_OFFICER
        actor = self.installation.actor(*((role, "DE-POL") if is_police else (Role.CASEWORKER, "DE-JUG")))
        record = self.police if is_police else self.found
        with self.installation.database.transaction() as session:
            photos.put(session, self.installation.context, actor, record, data=PICTURE)
        return record

    def _reported(self, name: str, role: Role) -> UUID:
        """Return an open report of the role, with a reporter or without."""
        agency = agency_of(role)
        by = self.installation.actor(role if role in STRANGERS else Role.CASEWORKER, agency)
        row = {**OTHER, "record_ref": f"R-{uuid4().hex[:6]}", "kind": "missing"}
        record = self.installation.register(row, by, LAWFUL)
        if name == "reported":
            writer = self.installation.actor(Role.LIAISON_OFFICER if agency == "DE-POL" else Role.SUPERVISOR, agency)
            if role is Role.SUPERVISOR:
                record = self.installation.register(
                    {**row, "record_ref": f"R-{uuid4().hex[:6]}"}, self.installation.actor(Role.CASEWORKER), LAWFUL
                )
                writer = self.installation.actor(Role.CASEWORKER)
            with self.installation.database.transaction() as session:
                reporters.write(session, self.installation.context, writer, record, ReporterForm("Golchehra R"))
        return record

    def _sent(self, name: str, role: Role) -> UUID:
        """Return a file that the role uploaded, or one that was imported but for a row."""
        context = self.installation.context
        is_importer = scope(Action.IMPORT, role) is not None
        actor = self.installation.actor(role if is_importer else Role.CASEWORKER, agency_of(role))
        with self.installation.database.transaction() as session:
            batch = import_files.upload(session, context, actor, data=SENT_FILE, form="csv").id
            if name == "imported":
                import_files.start(session, context, actor, batch, Plan(MAPPING))
        if name == "imported":
            self.installation.work()
        return batch

    def _drafted(self, _name: str, role: Role) -> UUID:
        """Have the role keep a draft; it has no id."""
        if scope(Action.KEEP_DRAFT, role) is not None:
            actor = self.installation.actor(role, agency_of(role))
            with self.installation.database.transaction() as session:
                drafts.keep(session, self.installation.context, actor, "missing", [("sex", "F")])
        return uuid4()

    def _service(self, _name: str, _role: Role) -> UUID:
        """Return a service of the directory."""
        context, by = self.installation.context, self.installation.actor(Role.ADMINISTRATOR)
        with self.installation.database.transaction() as session:
            form = ServiceForm(**{name: SERVICE_EXAMPLE[name] for name in SERVICE_EXAMPLE})
            return directory.add(session, context, by, form).id

    def _export(self, name: str, role: Role) -> UUID:
        """Return a record to export, an export that somebody else asked for, or one of the role's, approved."""
        del role
        context, head = self.installation.context, self.installation.actor(Role.SUPERVISOR)
        deputy = dataclasses.replace(self.installation.actor(Role.CASEWORKER), role=Role.SUPERVISOR)
        form = Form([self.found], **{key: value for key, value in EXPORT.items() if key != "records"})
        if name == "exported":
            return self.found
        first, second = (deputy, head) if name == "export" else (head, deputy)
        with self.installation.database.transaction() as session:
            made = exports.ask(session, context, first, form).id
            if name == "approved_export":
                exports.decide(session, context, second, made, is_approved=True, reason="in order")
            return made

    def _guarded(self, _name: str, role: Role) -> UUID:
        """Return a guardian of DE-JUG's found child."""
        del role
        actor = self.installation.actor(Role.CASEWORKER)
        paper = GuardianForm("Anna Weber", "court", self.installation.clock.now(), "12 F 34")
        with self.installation.database.transaction() as session:
            return guardians.appoint(session, self.installation.context, actor, self.found, paper)[0]

    def _sampled(self, name: str, role: Role) -> UUID:
        """Return a sample that another auditor drew, or that both stand for."""
        del role
        context = self.installation.context
        first, second = self.installation.actor(Role.AUDITOR, "FR-116"), self.installation.actor(Role.AUDITOR)
        with self.installation.database.transaction() as session:
            sample, _ = samples.draw(session, context, first, size=1, days=1)
            if name == "approved":
                samples.approve(session, context, second, sample)
            return sample

    def _agree(self, record: UUID, by: Actor) -> None:
        """Have the person agree to be identified, so that the record may go from police to others."""
        now = self.installation.clock.now()
        with self.installation.database.transaction() as session:
            found = session.scalars(select(Record).where(Record.public_id == record)).one()
            made = {"recorded_by": by.user_id, "recorded_at": now, "expires_at": now + timedelta(days=30)}
            consent = Consent(public_id=uuid4(), record_id=found.id, state="active", paper=b"", **made)
            session.add(consent)
            session.flush()
            session.add(ConsentScope(consent_id=consent.id, scope="identity", recipient="**"))

    def _ended(self, name: str, role: Role) -> UUID:
        """Return a closed record of the role, or the pair of DE-JUG's found child, confirmed."""
        is_police = role is Role.LIAISON_OFFICER
        actor = self.installation.actor(*((role, "DE-POL") if is_police else (Role.SUPERVISOR, "DE-JUG")))
        reference = f"C-{uuid4().hex[:6]}"
        closed = self.installation.register({**OTHER, "record_ref": reference, "kind": "missing"}, actor, CLEARED)
        with self.installation.database.transaction() as session:
            if name == "confirmed":
                child = select(Record.id).where(Record.public_id == self.found).scalar_subquery()
                pair = session.scalars(select(Pair).where((Pair.low == child) | (Pair.high == child))).first()
                assert pair is not None
                pair.state = "confirmed"
                return pair.public_id
            record = session.scalars(select(Record).where(Record.public_id == closed)).one()
            store.close(session, self.installation.context, record, closure="withdrawn")
            return closed

    def _offered(self, name: str, role: Role) -> UUID:
        """Return a record that may be transferred, a proposal of an agency's caseworker, or an offer to the agency."""
        installation, context = self.installation, self.installation.context
        agency = agency_of(role)
        kind = "police" if agency == "DE-POL" else "protection"
        other = {"police": "GR-POL", "protection": "GR-CPA"}[kind]
        by = (
            installation.actor(Role.CASEWORKER, agency)
            if name != "incoming"
            else installation.actor(Role.SUPERVISOR, other)
        )
        record = installation.register({**OTHER, "record_ref": f"T-{uuid4().hex[:6]}", "kind": "missing"}, by, CLEARED)
        if name == "own":
            self._agree(record, by)
            return record
        to = {"police": "GR-POL", "protection": "GR-CPA"}[kind] if name == "proposed" else agency
        with installation.database.transaction() as session:
            return transfers.offer(session, context, by, record, to_agency=to, reason="moved")[0]

    def _rights(self, name: str, role: Role) -> UUID:
        """Return what access, data rights and reviews are about."""
        if name == "due":
            return self._due(role)
        if name == "agency":
            with self.installation.database.transaction(is_read_only=True) as session:
                return session.scalars(select(Agency.public_id).where(Agency.code == "DE-JUG")).one()
        return self._access(name, role) if name in {"user", "reset", "deputy"} else self._asked(name, role)

    def _due(self, role: Role) -> UUID:
        """Return a record of the role whose review is near."""
        record_id = self.police if role is Role.LIAISON_OFFICER else self.found
        with self.installation.database.transaction() as session:
            record = session.scalars(select(Record).where(Record.public_id == record_id)).one()
            record.review_at = self.installation.clock.now() + timedelta(days=10)
            session.flush()
            retention.run(session, self.installation.context)
        return record_id

    def _asked(self, name: str, role: Role) -> UUID:
        """Return a request for access to a record the role owns, proposed by somebody else; answered if asked for."""
        context = self.installation.context
        is_police = role is Role.LIAISON_OFFICER
        agency, record = ("DE-POL", self.police) if is_police else ("DE-JUG", self.found)
        proposer = self.installation.actor(Role.LIAISON_OFFICER if is_police else Role.CASEWORKER, agency)
        asking = Asking(Right.ACCESS, "person", "card seen", "", context.clock.now())
        with self.installation.database.transaction() as session:
            line = data_requests.propose(session, context, proposer, record, asking)
        if name == "answered":
            supervisor = self.installation.actor(Role.SUPERVISOR, agency)
            with self.installation.database.transaction() as session:
                data_requests.decide(session, context, supervisor, line.id, refusal=None, reason="in order")
        return line.id

    def _access(self, name: str, role: Role) -> UUID:
        """Return an account of DE-JUG, a reset that somebody else asked for, or a deputy."""
        context, actor = self.installation.context, self.installation.actor
        other = actor(Role.SUPERVISOR if role is Role.ADMINISTRATOR else Role.ADMINISTRATOR)
        with self.installation.database.transaction() as session:
            if name == "user":
                return actor(Role.ANALYST).public_id or uuid4()
            if name == "reset":
                return resets.ask(session, context, other, "liaison_officer.de-jug", reason="lost").id
            until = context.clock.now() + timedelta(days=1)
            return deputies.name(session, context, other, "caseworker.de-jug", until=until, reason="ill").id

    def _case(self, name: str, role: Role) -> UUID:
        if name == "consent":
            return self.consent
        with self.installation.database.transaction() as session:
            if name in {"own_pair", "asked_pair", "proposed_pair"}:
                return self._own_pair(session, name, role)
            return self._disclosed(session, name, role)

    def _own_pair(self, session: Session, name: str, role: Role) -> UUID:
        """Return a pair of which the role owns both sides: so that it may ask, answer and take back."""
        found = session.scalars(select(Record).where(Record.public_id == self.found)).one()
        mine = self.police if role is Role.LIAISON_OFFICER else self.missing
        other = session.scalars(select(Record).where(Record.public_id == mine)).one()
        ends = sorted((found.id, other.id))
        pair = session.scalars(select(Pair).where(Pair.low == ends[0], Pair.high == ends[1])).one()
        pair.state = "open"
        case_role = role if role in CASE_ROLES else Role.CASEWORKER
        actor = self.installation.actor(case_role, agency_of(case_role))
        for record in (found, other):
            record.agency_id, record.state = actor.agency_id or 0, actor.state
        session.flush()
        if case_role is Role.CASEWORKER:
            session.merge(RecordAssignment(record_id=other.id, user_id=actor.user_id, since=found.created_at))
            session.flush()
        context, said = self.installation.context, {"outcome": "same", "reason": "document", "expected_version": 1}
        if name == "asked_pair":
            questions.ask(session, context, actor, pair.public_id, QUESTIONS["texts"])
        if name == "proposed_pair":
            verdicts.give_verdict(session, context, actor, pair.public_id, **said)
        return pair.public_id

    def _disclosed(self, session: Session, name: str, role: Role) -> UUID:
        """Return the role's pair, confirmed; or a request about, or a grant to, its record's owner in its agency."""
        mine = self.police if role is Role.LIAISON_OFFICER else self.found
        record = session.scalars(select(Record).where(Record.public_id == mine)).one()
        pair = session.scalars(
            select(Pair).where((Pair.low == record.id) | (Pair.high == record.id)).order_by(Pair.id)
        ).first()
        assert pair is not None
        other = session.get_one(Record, pair.low if pair.high == record.id else pair.high)
        pair.state = "confirmed"
        if name == "confirmed_pair":
            return pair.public_id
        public_id, now = uuid4(), self.installation.clock.now()
        reader = self.installation.actor(role, agency_of(role)).user_id if role in CASE_ROLES else None
        reader = reader or self.installation.actor(Role.CASEWORKER).user_id or 0
        about, asker = (other, record) if name == "grant" else (record, other)
        words = sealing.seal_json(
            sealing.open_data_key(session, self.installation.context.keys, about.public_id),
            {"purpose": "verify_hit", "reason": "", "imminent": ""},
            Place("disclosure", public_id, "F4b", 1),
        )
        disclosure = Disclosure(
            public_id=public_id,
            record_id=about.id,
            pair_id=pair.id,
            agency_id=asker.agency_id,
            asked_by=reader,
            asker_state=asker.state,
            named_user_id=reader,
            owner_agency_id=about.agency_id,
            owner_state=about.state,
            asked="identity photo",
            permitted="identity photo",
            urgency="urgent",
            needs_desk=False,
            state="requested",
            path="ordinary",
            sealed=words,
            requested_at=now,
            answer_by=now,
        )
        session.add(disclosure)
        session.flush()
        if name == "disclosure":
            return public_id
        disclosure.state, disclosure.path = "released", "vital_interest"
        owner = self.installation.context
        key = sealing.open_data_key(session, owner.keys, about.public_id)
        risk = uuid4()
        said = {"level": "high", "imminent": ["life"], "may_release": ["identity", "photo"], "notes": "x"}
        session.add(
            RiskAssessment(
                public_id=risk,
                record_id=about.id,
                sealed=sealing.seal_json(
                    key, said | {"is_adult_who_cannot_decide": False}, Place("risk_assessment", risk, "F4b", 1)
                ),
                assessed_by=reader,
                assessed_at=now,
            )
        )
        grant = Grant(
            public_id=uuid4(),
            disclosure_id=disclosure.id,
            record_id=about.id,
            user_id=reader,
            field_classes="F1 F2 F3",
            granted_at=now,
            ends_at=now + timedelta(hours=1),
        )
        session.add(grant)
        session.flush()
        with_picture = session.get(RecordPhoto, about.id)
        if with_picture is None:
            place = Place("record_photo", about.public_id, "F3", 1)
            made = {"version": 1, "sealed": seal(key, PICTURE, place), "added_by": reader, "added_at": now}
            session.add(RecordPhoto(record_id=about.id, **made))
        return grant.public_id


MAKERS: dict[str, Callable[[World, str, Role], UUID]] = {
    "child": World._child,
    "gone": World._child_who_left,
    "guarded": World._guarded,
    **dict.fromkeys(("exported", "export", "approved_export"), World._export),
    **dict.fromkeys(("uploaded", "imported"), World._sent),
    "pictured": World._pictured,
    "published": World._published,
    "cube": lambda *_: "kinds",
    **dict.fromkeys(("report", "reported"), World._reported),
    **dict.fromkeys(("signed", "standing"), World._standing),
    "service": World._service,
    "drafted": World._drafted,
    **dict.fromkeys(("search", "alert"), World._looked),
    **dict.fromkeys(("closed", "confirmed"), World._ended),
    **dict.fromkeys(("own", "proposed", "incoming"), World._offered),
    **dict.fromkeys(("due", "asked", "answered", "user", "reset", "deputy", "agency"), World._rights),
    **dict.fromkeys(CASES, World._case),
    **dict.fromkeys(("drawn", "approved"), World._sampled),
}
