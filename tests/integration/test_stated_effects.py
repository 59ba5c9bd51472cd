"""The steps of a match, a disclosure and a story have the effects that their tables state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core.codes.records import EpisodeKind
from core.policy.case.closures import ClosureFact
from core.policy.case.story_steps import STORY_ACTS
from core.policy.roles import Role
from core.policy.sharing.disclosure import DANGER_RELEASES_WITHIN_DAYS
from core.policy.sharing.disclosure_steps import DISCLOSURE_PROCESSES
from models.agencies.user import UserAccount
from models.disclosure.requests_and_grants import Disclosure
from models.matching_runs.match import Match
from models.row_security.database_roles import DatabaseRole
from services.case import episodes, story_situation
from services.case.care import missing_from_care
from services.case.care.missing_from_care import MissingFromCareForm
from services.case.episodes import NewEpisode, Return
from services.disclosure import expiry, requests
from services.disclosure.requests import DisclosureForm
from services.foundation.actor import Actor
from services.records.closing import closures
from services.review import match_messages, match_situation
from services.review.match_messages import Letter
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.case_facts import CLOSURE_FACTS
from tests.integration.consent_steps import put_in_force
from tests.integration.disclosures.world import (
    ASKER,
    DANGER,
    LOW,
    REQUEST,
    RESPONSIBLE,
    TO_RISK,
    VITAL,
    World,
)
from tests.integration.matches.decided import DIFFERENT, SAME, Decided
from tests.integration.matches.steps import only_match, record_decision, register_both
from tests.integration.observed_effects import ObservedEffects
from tests.integration.records.steps import close
from tests.integration.steps import end_overdue_approvals, known_child
from tests.integration.test_offered_steps import GIVER, RECEIVER, make_transfer, transfer_acts

CASEWORKER, SUPERVISOR = Role.CASEWORKER, Role.SUPERVISOR
DOUBT, PROVISIONAL = ("cannot_tell", "too_little"), ("provisionally_same", "no_second_person")
SENTENCE = "located_no_contact_wished"
TEXTS = ["Which song did she sing?", "What was the name of the cat?"]


def _set_matches(one: Installation, state: str, besides: UUID | None = None) -> None:
    """Set the state of all matches, or of all but one."""
    with one.database.transaction() as session:
        values = {"state": state, "low_review": "none", "high_review": "none"}
        chosen = update(Match).where(Match.public_id != besides) if besides else update(Match)
        assert session.execute(chosen.values(values)).rowcount  # type: ignore[attr-defined]


class MatchWalk(Decided):
    """A found and a missing record of two agencies, and the steps of their match."""

    def __init__(self, one: Installation) -> None:
        self.one, self.effects = one, ObservedEffects(one)
        self.missing, self.found = register_both(one)
        self.match = only_match(one)

    def take(self, act: str, role: Role, agency: str, do: Callable[[Actor], object]) -> None:
        """Take a step of the match as a person."""
        actor = self.one.actor(role, agency)
        state = self.one.do(actor, match_situation.read_next_steps, self.match).state
        self.effects.take(("match", state, act), actor.agency_id, lambda: do(actor))

    def call(
        self, act: str, role: Role, agency: str, service: Callable[..., object], **words: Any
    ) -> None:
        self.take(act, role, agency, lambda actor: self.one.do(actor, service, self.match, **words))

    def judge(self, act: str, role: Role, agency: str, decision: tuple[str, str]) -> None:
        version = self.row().version
        self.take(
            act,
            role,
            agency,
            lambda actor: record_decision(self.one, actor, self.match, *decision, version),
        )

    def decide(self, decision: tuple[str, str]) -> None:
        """Propose a decision and confirm it."""
        self.judge("propose", CASEWORKER, RESPONSIBLE, decision)
        self.judge("confirm", SUPERVISOR, RESPONSIBLE, decision)
        if decision == SAME:
            self.judge("confirm", SUPERVISOR, ASKER, decision)

    def undo_as(self, act: str, role: Role = CASEWORKER) -> None:
        self.take(act, role, RESPONSIBLE, lambda _: self.undo(RESPONSIBLE, role))

    def withdraw_requests(self) -> None:
        ids = self.one.read_all(select(Disclosure.public_id).where(Disclosure.ended_at.is_(None)))
        for request in ids:
            self.world().step(request, "withdraw", agency=ASKER)

    def world(self) -> World:
        """Return the helpers for requests about this match."""
        return World.around(self.one, missing=self.missing, found=self.found, match=self.match)


def test_the_steps_of_a_match_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    walk = MatchWalk(installation)
    words = {"letter": Letter(questions=TEXTS)}
    walk.call("ask_questions", CASEWORKER, RESPONSIBLE, match_messages.write, **words)
    for number in range(1, len(TEXTS) + 1):
        actor = installation.actor(CASEWORKER, ASKER)
        letter = Letter(answers={number: "the blue one"})
        installation.do(actor, match_messages.write, walk.match, letter)
    walk.judge("doubt", CASEWORKER, RESPONSIBLE, DOUBT)
    walk.judge("provisional", CASEWORKER, RESPONSIBLE, PROVISIONAL)
    walk.call("ask_in_danger", CASEWORKER, ASKER, requests.request_disclosure, form=VITAL)
    walk.withdraw_requests()
    walk.judge("propose", CASEWORKER, RESPONSIBLE, SAME)
    walk.undo_as("take_back")
    walk.judge("propose", CASEWORKER, RESPONSIBLE, SAME)
    walk.judge("confirm", SUPERVISOR, RESPONSIBLE, SAME)
    walk.undo_as("take_back")
    # the deadline of the provisional outcome ends; the confirmation starts the next one
    CLOSURE_FACTS[ClosureFact.BEST_INTERESTS](installation, walk.found, RESPONSIBLE)
    walk.decide(SAME)
    walk.undo_as("propose_undo")
    walk.take("review", CASEWORKER, RESPONSIBLE, lambda _: walk.keep(RESPONSIBLE))
    walk.call("ask_disclosure", CASEWORKER, ASKER, requests.request_disclosure, form=REQUEST)
    walk.withdraw_requests()
    walk.world().released()
    installation.register({**FOUND, "record_ref": "F-2"}, installation.actor(CASEWORKER))
    installation.work()
    _set_matches(installation, "confirmed", besides=walk.match)
    walk.undo_as("propose_undo")
    walk.undo_as("undo", SUPERVISOR)
    _set_matches(installation, "open", besides=walk.match)
    walk.decide(DIFFERENT)
    walk.undo_as("propose_undo")
    walk.undo_as("undo", SUPERVISOR)
    walk.decide(SAME)
    walk.call(
        "approve_closure", SUPERVISOR, RESPONSIBLE, closures.approve_sentence, closure=SENTENCE
    )
    walk.take(
        "close_record",
        SUPERVISOR,
        ASKER,
        lambda actor: close(installation, actor, walk.missing, SENTENCE, "told by the desk"),
    )
    walk.effects.compare("match")


class RequestWalk:
    """A confirmed match, and the steps of requests for disclosure about it."""

    def __init__(self, one: Installation) -> None:
        self.one, self.effects, self.world = one, ObservedEffects(one), World(one)
        self.request = UUID(int=0)

    def ask(self, form: DisclosureForm) -> None:
        self.world.assess(DANGER if form.imminent else LOW)
        self.request = self.world.ask(form)

    def _row(self) -> Disclosure:
        query = select(Disclosure).where(Disclosure.public_id == self.request)
        return self.one.read_one(query)

    def take(self, act: str, role: Role = CASEWORKER) -> None:
        """Take a step as a person of the side that takes it."""
        row, is_asker = self._row(), act in {"acknowledge", "withdraw"}
        agency = ASKER if is_asker else RESPONSIBLE
        called = {"call_back": ASKER, "call_police": "DE-POL"}.get(act, "")
        self.effects.take(
            (DISCLOSURE_PROCESSES[row.path].name, row.state, act),
            self.world.actor(role, agency).agency_id,
            lambda: self.world.step(self.request, act, role, agency, called=called),
        )

    def take_all(self, *acts: str) -> None:
        for act in acts:
            self.take(act)

    def approve(self) -> None:
        self.take("approve")
        self.take("approve", SUPERVISOR)

    def expire(self, after: timedelta) -> None:
        """Let the overdue approvals and the end of its time end the request after a time."""

        def pass_time() -> None:
            end_overdue_approvals(self.one)
            with self.one.app.transaction(door=DatabaseRole.WORKER) as session:
                for number, agency in expiry.expired_disclosures(session, self.one.context):
                    expiry.expire_disclosure(session, self.one.context, number, agency)

        self.one.clock.move(after)
        row = self._row()
        self.effects.take(
            (DISCLOSURE_PROCESSES[row.path].name, row.state, "expire"),
            row.responsible_agency_id,
            pass_time,
        )


def test_the_steps_of_a_disclosure_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    walk = RequestWalk(installation)
    put_in_force(installation, walk.world.found)
    for end in ("revoke", "withdraw"):
        walk.ask(REQUEST)
        walk.take(end)
        walk.ask(REQUEST)
        walk.take_all(*TO_RISK)
        walk.approve()
        walk.take_all("release", end)
    for end in ("close", "revoke"):
        walk.ask(REQUEST)
        walk.take_all("review", "check_consent", "consent_refused", end)
    walk.ask(REQUEST)
    walk.take_all("review", "check_consent", "seek_consent", "consent_given", "check_risk")
    walk.approve()
    walk.take_all("release", "acknowledge", "close")
    walk.ask(REQUEST)
    walk.take_all(*TO_RISK)
    walk.approve()
    walk.take("release")
    walk.expire(timedelta(hours=73))
    walk.ask(REQUEST)
    walk.expire(timedelta(days=61))
    walk.ask(REQUEST)
    walk.take_all("review", "check_consent", "consent_refused")
    walk.expire(timedelta(days=61))
    walk.effects.compare("disclosure")


def test_the_steps_of_a_disclosure_in_danger_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    walk = RequestWalk(installation)
    for end in ("revoke", "withdraw"):
        walk.ask(VITAL)
        walk.take(end)
        walk.ask(VITAL)
        walk.take_all("check_risk", "call_back", "call_police", "release", end)
    walk.ask(VITAL)
    walk.take_all("check_risk", "call_back", "call_police", "release")
    walk.take("approve_after", SUPERVISOR)
    walk.take("tell_guardian")
    with installation.database.transaction() as session:
        third = session.get_one(UserAccount, walk.world.actor(Role.LIAISON_OFFICER).user_id)
        third.role = SUPERVISOR
    walk.take("review_after", Role.LIAISON_OFFICER)
    walk.take_all("acknowledge", "close")
    installation.clock.move(timedelta(days=DANGER_RELEASES_WITHIN_DAYS + 1))
    walk.ask(VITAL)
    walk.take_all("check_risk", "call_back", "call_police", "release")
    walk.expire(timedelta(hours=5))
    walk.ask(VITAL)
    walk.expire(timedelta(days=61))
    walk.effects.compare("vital_disclosure")


class StoryWalk:
    """A record, and the steps of its story."""

    def __init__(self, effects: ObservedEffects, name: str, record: UUID, agency: str) -> None:
        self.effects, self.name, self.record, self.desk = effects, name, record, agency
        self.actor = effects.one.actor(CASEWORKER, agency)

    def take(self, act: str, service: Callable[..., object], form: object) -> None:
        one = self.effects.one
        steps = one.do(self.actor, story_situation.read_next_steps, self.record)
        self.effects.take(
            (self.name, steps.steps.state, act),
            self.actor.agency_id,
            lambda: one.do(self.actor, service, self.record, form),
        )

    def leave(self) -> None:
        now = self.effects.one.clock.now()
        form = MissingFromCareForm(now - timedelta(hours=1), likely_states=("GR:nobody_known",))
        self.take("leave", missing_from_care.report_missing_from_care, form)

    def go_on(self, *kinds: EpisodeKind) -> None:
        for kind in kinds:
            form = NewEpisode(kind, self.effects.one.clock.now(), {"by": "railway police"})
            self.take(STORY_ACTS[kind], episodes.record_step, form)

    def go_back(self) -> None:
        back = Return(self.effects.one.clock.now(), "care_elsewhere", {})
        self.take("return", episodes.record_return, back)

    def reunify(self) -> None:
        for fact in (ClosureFact.VERIFIED_KINSHIP, ClosureFact.BEST_INTERESTS):
            CLOSURE_FACTS[fact](self.effects.one, self.record, self.desk)
        self.go_on(EpisodeKind.REUNIFIED)


def test_the_steps_of_a_story_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    effects = ObservedEffects(installation)
    found = StoryWalk(effects, "found_story", known_child(installation), RESPONSIBLE)
    family = installation.register(MISSING, installation.actor(CASEWORKER, ASKER), CHECKED)
    missing = StoryWalk(effects, "missing_story", family, ASKER)
    found.leave()
    _set_matches(
        installation, "confirmed"
    )  # the other side of the report gets a notification of its end
    _walk_on(found)
    _set_matches(installation, "open")
    _walk_on(missing)
    other = installation.register({**FOUND, "record_ref": "F-9"}, installation.actor(CASEWORKER))
    installation.work()
    StoryWalk(effects, "found_story", other, RESPONSIBLE).reunify()
    effects.compare("found_story", "missing_story")


def _walk_on(walk: StoryWalk) -> None:
    walk.go_on(EpisodeKind.LOCATED, EpisodeKind.SAFE)
    walk.go_back()
    walk.reunify()


TRANSFER_WALKS = (
    ("confirm", "accept"),
    ("confirm", "refuse"),
    ("confirm", "withdraw"),
    ("withdraw",),
)


def test_the_steps_of_a_transfer_have_the_effects_that_its_table_states(
    installation: Installation,
) -> None:
    effects = ObservedEffects(installation)
    for number, walk in enumerate(TRANSFER_WALKS):
        transfer, state = make_transfer(installation, "proposed", number), "proposed"
        installation.work()
        for act in walk:
            agency = RECEIVER if act in {"accept", "refuse"} else GIVER
            actor = installation.actor(SUPERVISOR, agency)

            def take(actor: Actor = actor, act: str = act, transfer: UUID = transfer) -> None:
                with installation.acting(actor) as session:
                    transfer_acts(installation, transfer)[act](session, actor)

            effects.take(("transfer", state, act), actor.agency_id, take)
            state = "offered"
    effects.compare("transfer")
