"""Accounts, data requests and samples of the matrix."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from core.codes.data_rights import DataRight
from core.policy.actions import TokenScope
from core.policy.roles import Role
from models.agencies.agency import Agency
from models.agencies.user import UserState
from services.agencies import access_resets, deputies, system_tokens
from services.data_rights import data_requests
from services.data_rights.data_requests import DataRequestForm
from services.oversight import search_samples
from tests.factories import approve_token
from tests.integration.api import matrix_records
from tests.integration.api.matrix_records import due
from tests.integration.api.matrix_world import World
from tests.integration.steps import approval_of, decide


def about_rights(world: World, name: str, role: Role) -> UUID:
    """Return the object of a call about access, data rights or reviews."""
    if name == "due":
        return due(world, role)
    if name in {"token", "approved_token"}:
        return _token(world, name)
    if name == "agency":
        return world.installation.read_one(select(Agency.public_id).where(Agency.code == "DE-JUG"))
    return (
        _access(world, name, role)
        if name in {"user", "officer", "reset", "deputy"}
        else _data_request(world, name, role)
    )


def _token(world: World, name: str) -> UUID:
    """Return a new token of DE-JUG's software, issued or only approved."""
    context = world.installation.context
    with world.installation.database.transaction() as session:
        supervisor = world.installation.actor(Role.SUPERVISOR)
        asked = system_tokens.ask_token(
            session,
            context,
            supervisor,
            label=uuid4().hex,
            scopes={TokenScope.REGISTER},
        )
        approve_token(session, asked.id)
        if name == "token":
            system_tokens.issue_token(session, context, supervisor, asked.id)
        return asked.id


def _data_request(world: World, name: str, role: Role) -> UUID:
    """Return a request for access to a record of the role, proposed by another person.

    It is answered if the name asks for it.
    """
    context = world.installation.context
    is_police = role is Role.LIAISON_OFFICER
    agency, record = ("DE-POL", world.police) if is_police else ("DE-JUG", world.found)
    proposer = world.installation.actor(
        Role.LIAISON_OFFICER if is_police else Role.CASEWORKER, agency
    )
    asking = DataRequestForm(DataRight.ACCESS, "person", "card seen", context.clock.now())
    with world.installation.database.transaction() as session:
        line = data_requests.propose_request(session, context, proposer, record, asking)
    if name == "answered":
        supervisor = world.installation.actor(Role.SUPERVISOR, agency)
        with world.installation.database.transaction() as session:
            data_requests.decide_request(
                session, context, supervisor, line.id, refusal=None, reason="in order"
            )
    return line.id


def _access(world: World, name: str, role: Role) -> UUID:
    """Return an account of DE-JUG, an officer acting for France, a reset by others, or a deputy."""
    context, actor = world.installation.context, world.installation.actor
    other = actor(Role.SUPERVISOR if role is Role.ADMINISTRATOR else Role.ADMINISTRATOR)
    with world.installation.database.transaction() as session:
        if name == "user":
            return actor(Role.ANALYST).public_id or uuid4()
        if name == "officer":
            officer = actor(Role.LIAISON_OFFICER)
            session.merge(UserState(user_id=officer.user_id, state="FR"))
            return officer.public_id or uuid4()
        if name == "reset":
            return access_resets.request_reset(
                session, context, other, "liaison_officer.de-jug", reason="lost"
            ).id
        until = context.clock.now() + timedelta(days=1)
        return deputies.name_deputy(
            session, context, actor(Role.SUPERVISOR), "caseworker.de-jug", until=until, reason="ill"
        ).id


def sampled(world: World, name: str, role: Role) -> UUID:
    """Return a sample that another auditor drew, or one that both approved."""
    del role
    context = world.installation.context
    first = world.installation.actor(Role.AUDITOR, "FR-116")
    second = world.installation.actor(Role.AUDITOR)
    with world.installation.database.transaction() as session:
        sample, _ = search_samples.draw_sample(session, context, first, size=1, days=1)
    if name == "approved":
        decide(world.installation, second, sample)
    return sample


def waiting_approval(world: World, _name: str, role: Role) -> UUID:
    """Return an approval that the role may decide: of access, a sample, a transfer, a determination
    or an institution.
    """
    if role is Role.ADMINISTRATOR:
        return about_rights(world, "reset", role)
    if role is Role.LIAISON_OFFICER:
        return approval_of(world.installation, matrix_records.offered(world, "proposed", role))
    if role is Role.CASEWORKER:
        return approval_of(world.installation, matrix_records.determination(world, "", role))
    made = sampled if role is Role.AUDITOR else matrix_records.institution
    return approval_of(world.installation, made(world, "drawn", role))
