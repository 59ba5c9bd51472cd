"""The story of each line of the list of approvals, over HTTP, in one store for all of them.

Everything is asked and waits at the same time. So the list of each person is read once, and shows
for every line who may decide it. What must follow comes from the table of kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import URL, select

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.notifications import NotificationKind
from core.policy.access import FRESH_MINUTES
from core.policy.actions import roles_with
from core.policy.approvals import APPROVALS, AtExpiry, Timing, writes_of
from core.policy.effects import Writes
from core.policy.roles import Role
from core.refusals import Refusal
from core.security.crypto import Keyring
from models.agencies.user import UserState
from models.oversight.alert import Alert
from models.oversight.approval import Approval
from models.oversight.audit import Audit
from services.approval_decisions.approval_list import LINES_OF_STEPS
from tests import factories, postgres
from tests.factories import PEOPLE, login
from tests.integration.api.conftest import signing_in
from tests.integration.approval_stories import (
    AGENCIES,
    COLLEAGUE,
    SECOND,
    STORIES,
    Story,
    Teller,
)
from tests.integration.observed_effects import (
    Row,
    Rows,
    compare_writes,
    observe_writes,
    read_writes,
)
from tests.integration.steps import end_overdue_approvals

EVERYBODY = (*(login(role, code) for code in AGENCIES for role in PEOPLE), SECOND, COLLEAGUE)
MAY_LIST = tuple(name for name in EVERYBODY if not name.startswith(Role.ANALYST))
ABROAD = "GR"  # a state that every asker may act for too
TOO_LONG_AGO = timedelta(minutes=FRESH_MINUTES, seconds=1)  # for an approval, not for a refusal
LONGEST = timedelta(hours=max(rule.hours or 0 for rule in APPROVALS.values()))


@pytest.fixture(scope="module")
def teller(
    backend: str,
    templates: Callable[[str], tuple[Path, URL | None]],
    tmp_path_factory: pytest.TempPathFactory,
    keys: Keyring,
) -> Iterator[Teller]:
    """One store with everything asked, for all stories."""
    folder, template = templates(backend)
    url = None if template is None else postgres.create(template.database)
    one = factories.copy_installation(folder, tmp_path_factory.mktemp("stories"), keys, url)
    with signing_in(one) as sign_in:
        yield Teller(one, sign_in)
    one.close()
    if url is not None:
        postgres.drop(url)


def _ask_all(
    teller: Teller, stories: dict[str, Story]
) -> tuple[dict[str, tuple[str, UUID]], list[str]]:
    """Ask for everything; return the id and the subject of each line by its kind, and what is wrong
    about the written rows.
    """
    asked, wrong = {}, []
    for kind, story in stories.items():
        answer, written = _ask(teller, story)
        if kind in LINES_OF_STEPS:
            assert isinstance(answer, UUID)
            asked[kind] = (str(answer), answer)
            continue
        row = teller.approval(ApprovalKind(kind))
        asked[kind] = (str(row.public_id), row.subject)
        if difference := compare_writes(writes_of(ApprovalKind(kind), "ask"), written):
            wrong.append(f"{kind}: ask {difference}")
    return asked, wrong


def _ask(teller: Teller, story: Story) -> tuple[object, set[Row]]:
    """Ask, and return the answer and the rows that were written from the request that asks on."""
    client, before, answers = teller.client(story.asker), list[Rows](), list[object]()

    def keep_rows(request: httpx.Request) -> None:
        if request.method != "GET":
            teller.one.work()  # the jobs of the requests before
            before.append(read_writes(teller.one))

    client.event_hooks = {"request": [keep_rows]}
    written = observe_writes(
        teller.one,
        lambda: answers.append(story.ask(teller, client)),
        since=lambda: before[story.asking],
    )
    client.event_hooks = {}
    return answers[0], written


def _census(teller: Teller, asked: dict[str, tuple[str, UUID]]) -> dict[str, dict[str, Any]]:
    """Return for each kind the line that each person reads, by sign-in name; {} for nobody."""
    kinds = {(kind, number): kind for kind, (number, _) in asked.items()}
    read: dict[str, dict[str, Any]] = {kind: {} for kind in asked}
    for name in MAY_LIST:
        teller.client(name)  # so that everybody is on duty
    for name in MAY_LIST:
        lines = teller.lines(name)
        assert lines == sorted(lines, key=_urgency), name
        for line in lines:
            kind = kinds.get((line["kind"], line["id"]))
            if kind is not None:
                read[kind][name] = line
    return read


def _urgency(line: dict[str, Any]) -> tuple[bool, str]:
    return line["kind"] != ApprovalKind.DANGER_RELEASE, line["due_at"] or "9"


def _check_readers(kind: str, story: Story, read: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong about who reads a line, and about its texts."""
    deciding = {name for name, line in read.items() if line["actions"][0]["allowed"]}
    if deciding != story.deciders:
        yield f"{kind}: decided by {sorted(deciding ^ story.deciders)}"
    asker = set() if kind in LINES_OF_STEPS else {story.asker}
    if read.keys() - deciding != asker:
        yield f"{kind}: shown to {sorted(read.keys() - deciding)} without a decision"
    for name, line in read.items():
        if not re.fullmatch(story.title, line["title"]) or line["is_own"] != (name in asker):
            yield f"{kind}: {name} reads {line['title']!r}"
        if not line["title"] and not line["about"]:
            yield f"{kind}: {name} recognises nothing in the line"
        if line["asked_as"] != ("" if kind in LINES_OF_STEPS else story.asker.split(".")[0]):
            yield f"{kind}: {name} reads asked_as {line['asked_as']!r}"
        if line["has_content"] != (story.decide is not None):
            yield f"{kind}: has_content is {line['has_content']}"
        if line["has_content"] and not line["href"]:
            yield f"{kind}: {name} is led to no page"


def _decide(
    teller: Teller, name: str, kind: str, line: tuple[str, UUID], *, is_approved: bool, **words: Any
) -> Any:
    client, decide = teller.client(name, **words), STORIES[kind].decide
    if decide is not None:
        return decide(client, line[1], is_approved)
    body = {"is_approved": is_approved, "reason": "in order"}
    return client.post(f"/v1/approvals/{line[0]}/decision", json=body)


def _check_refused(
    teller: Teller, kind: str, story: Story, line: tuple[str, UUID]
) -> Iterator[str]:
    """Yield what is wrong with the refusals of the asker, for any state, and of a stranger."""
    refused = _decide(teller, story.asker, kind, line, is_approved=True)
    role = Role(story.asker.split(".")[0])
    rule = None if kind in LINES_OF_STEPS else APPROVALS[ApprovalKind(kind)]
    if rule is None or story.same_person:
        expected = (refused.status_code, story.same_person)
    elif role in roles_with(rule.decides):
        expected = (409, rule.same_person.code)
    else:
        expected = (403, Refusal.REFUSED.code)
    if (found := (refused.status_code, refused.json().get("code"))) != expected:
        yield f"{kind}: the asker is refused by {found}, not {expected}"
    if not refused.json().get("next_step") and not refused.json().get("detail"):
        yield f"{kind}: the asker reads no next step"
    abroad = _decide(teller, story.asker, kind, line, is_approved=True, acting_state=ABROAD)
    if abroad.status_code not in {403, 404, 409}:
        yield f"{kind}: the asker decides for {ABROAD}: {abroad.text}"
    shown = [one for one in teller.lines(story.asker, ABROAD) if one["id"] == line[0]]
    if any(one["actions"][0]["allowed"] for one in shown):
        yield f"{kind}: the asker is offered the decision for {ABROAD}"
    stranger = _decide(teller, login(Role.SUPERVISOR, "GR-POL"), kind, line, is_approved=True)
    if stranger.status_code not in {403, 404}:
        yield f"{kind}: a stranger gets {stranger.status_code}"


def _check_alerts(teller: Teller, kind: str, subject: UUID, fate: str) -> Iterator[str]:
    """Yield the alerts of the rule that are missing, and those of another fate."""
    rule = APPROVALS[ApprovalKind(kind)]
    for name, alert in (("refused", rule.refused_alert), ("lapsed", rule.late_alert)):
        if alert is None:
            continue
        count = teller.one.count(Alert, Alert.kind == alert, Alert.subject == subject)
        if count != (name == fate):
            yield f"{kind}: {count} alerts {alert} after it was {fate}"


def _tell(teller: Teller, kind: str, line: tuple[str, UUID], *, is_approved: bool) -> Iterator[str]:
    """Decide, and yield what is wrong about the effect."""
    story, subject = STORIES[kind], line[1]
    if is_approved and _wait_of(kind):
        early = _decide(teller, story.decider, kind, line, is_approved=True)
        if early.json().get("code") != Refusal.OTHERS_MAY_REFUSE_FIRST.code:
            yield f"{kind}: approved before others could refuse it: {early.status_code}"
        teller.one.clock.move(_wait_of(kind))
        teller.sign_out()
    teller.client(story.decider)  # signed in, so that the decision is all that is written
    yield from _check_password(teller, kind, line, is_approved=is_approved)
    answers = list[Any]()
    written = observe_writes(
        teller.one,
        lambda: answers.append(_decide(teller, story.decider, kind, line, is_approved=is_approved)),
    )
    (answer,) = answers
    if answer.status_code not in {200, 201, 204}:
        yield f"{kind}: the decision is refused: {answer.status_code} {answer.text}"
        return
    if answer.content and story.decide is None:
        teller.shown[subject] = {k: v for k, v in answer.json().items() if v is not None}
    if story.is_done(teller, subject) != is_approved:
        yield f"{kind}: the effect is {not is_approved} after the decision {is_approved}"
    left = [one for one in teller.lines(story.decider) if one["id"] == line[0]]
    if left:
        yield f"{kind}: still in the list of its decider"
    if kind in LINES_OF_STEPS:
        return
    body = {"is_approved": True, "reason": "in order"}
    again = teller.client(story.decider).post(f"/v1/approvals/{line[0]}/decision", json=body)
    if again.status_code not in {403, 404, 409}:
        yield f"{kind}: decided twice: {again.status_code}"
    fate = ApprovalState.APPROVED if is_approved else ApprovalState.REFUSED
    row = teller.one.read_one(select(Approval).where(Approval.public_id == UUID(line[0])))
    acts = teller.one.count(
        Audit, Audit.action == f"decide_{kind}", Audit.outcome == fate, Audit.subject == subject
    )
    if (row.state, acts) != (fate, 1):
        yield f"{kind}: it is {row.state}, with {acts} acts in the audit log"
    yield from _check_alerts(teller, kind, subject, fate)
    act = "approve" if is_approved else "refuse"
    if difference := compare_writes(writes_of(ApprovalKind(kind), act), written):
        yield f"{kind}: {act} {difference}"


def _check_password(
    teller: Teller, kind: str, line: tuple[str, UUID], *, is_approved: bool
) -> Iterator[str]:
    """Yield an approval without a fresh session. Leave a stale one before a refusal in the list."""
    story = STORIES[kind]
    is_of_page = kind in LINES_OF_STEPS or (story.decide is not None and not is_approved)
    teller.enter_passwords(timedelta() if is_of_page else TOO_LONG_AGO)
    if is_of_page or not is_approved:
        return
    stale = _decide(teller, story.decider, kind, line, is_approved=True)
    if "authenticate_again" not in stale.text:
        yield f"{kind}: approved without the password again: {stale.status_code}"
    teller.enter_passwords()


def _wait_of(kind: str) -> timedelta:
    """Return the time in which others may refuse a kind before it is approved."""
    hours = None if kind in LINES_OF_STEPS else APPROVALS[ApprovalKind(kind)].wait_hours
    return timedelta(hours=hours or 0)


def _tell_of_lapse(teller: Teller, kind: str, line: tuple[str, UUID]) -> Iterator[str]:
    """Yield what is wrong after the time for the decision is over."""
    story, rule = STORIES[kind], APPROVALS[ApprovalKind(kind)]
    ends = rule.at_expiry is AtExpiry.ENDS
    row = teller.one.read_one(select(Approval).where(Approval.public_id == UUID(line[0])))
    if row.state != (ApprovalState.LAPSED if ends else ApprovalState.WAITING):
        yield f"{kind}: it is {row.state} after its time"
    if story.is_done(teller, line[1]) != (rule.timing is Timing.AFTER and not ends):
        yield f"{kind}: the effect after its time is not that of {rule.at_expiry}"
    yield from _check_alerts(teller, kind, line[1], "lapsed")
    if rule.has_content:  # the page of the subject may take another step
        return
    late = _decide(teller, story.decider, kind, line, is_approved=True)
    if late.is_success == ends:
        yield f"{kind}: a late decision answers {late.status_code}"


def _let_lapse(teller: Teller, kinds: Iterable[str]) -> Iterator[str]:
    """Let the time of all kinds end, and yield the rows that differ from the stated ones."""
    teller.one.clock.move(LONGEST)
    teller.sign_out()
    written = observe_writes(teller.one, lambda: end_overdue_approvals(teller.one))
    stated = {
        notification
        for kind in kinds
        for notification in writes_of(ApprovalKind(kind), "expire").notifications
        if notification != NotificationKind.VITAL_DESK_ASKED  # this agency has supervisors
    }
    if difference := compare_writes(Writes((), tuple(stated)), written):
        yield f"the end of the time {difference}"


def test_every_line_has_its_story() -> None:
    assert set(STORIES) == set(ApprovalKind) | set(LINES_OF_STEPS)


def _may_be(kind: str, fate: str) -> bool:
    if fate == "lapsed":
        return kind not in LINES_OF_STEPS and APPROVALS[ApprovalKind(kind)].hours is not None
    return fate == "approved" or STORIES[kind].is_refusable


@pytest.mark.both
@pytest.mark.late
@pytest.mark.parametrize("fate", ["refused", "lapsed", "approved"])
def test_each_line_is_asked_by_one_person_and_decided_by_another(teller: Teller, fate: str) -> None:
    teller.one.clock.move(timedelta(days=31))  # so that no limit of 30 days is reached
    teller.sign_out()
    _let_askers_act(teller)
    stories = {kind: story for kind, story in STORIES.items() if _may_be(kind, fate)}
    asked, wrong = _ask_all(teller, stories)
    read = _census(teller, asked)
    for kind, story in stories.items():
        wrong += _check_readers(kind, story, read[kind])
        wrong += _check_refused(teller, kind, story, asked[kind])
        is_after = kind in APPROVALS and APPROVALS[ApprovalKind(kind)].timing is Timing.AFTER
        if story.is_done(teller, asked[kind][1]) != is_after:
            wrong.append(f"{kind}: the effect before the decision is {not is_after}")
    if fate == "lapsed":
        wrong += _let_lapse(teller, asked)
    teller.one.work()
    for kind, line in sorted(asked.items(), key=lambda asked: _wait_of(asked[0])):
        if fate == "lapsed":
            wrong += _tell_of_lapse(teller, kind, line)
        else:
            wrong += _tell(teller, kind, line, is_approved=fate == "approved")
    assert not wrong, "\n".join(wrong)


def _let_askers_act(teller: Teller) -> None:
    """Let every asker act for another state too."""
    accounts = {teller.account(story.asker) for story in STORIES.values()}
    with teller.one.database.transaction() as session:
        for user_id in accounts:
            session.merge(UserState(user_id=user_id, state=ABROAD))
