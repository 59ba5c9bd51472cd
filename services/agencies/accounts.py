"""User accounts. Sign-in names are found by keyed hash; names of staff are stored sealed."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.codes.agencies import AccountStatus
from core.errors import Conflict, InvalidInput
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.roles import PERSONAL_ROLES, Role
from core.policy.time_zones import agency_time_zone
from core.refusals import Refusal
from core.security.crypto import Keyring, SealPlace
from core.security.passwords import check_strength, hash_password
from models.agencies.agency import Agency
from models.agencies.user import UserAccount, UserState
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import audit_log, data_keys, keyed_hashes
from services.foundation.actor import Actor, require
from services.foundation.context import Context

# the command line on the server
INSTALLER = Actor(role=Role.ADMINISTRATOR, agency_id=None, agency_kind="", state="")


@dataclasses.dataclass(frozen=True, slots=True)
class UserForm:
    """A new user: sign-in name, display name and role, and acting states of a liaison officer."""

    login: str
    name: str
    role: Role
    password: str
    states: Sequence[str] = ()


def add_user(
    session: Session, context: Context, actor: Actor, agency: Agency, form: UserForm
) -> UserAccount:
    """Add an active user; raise `InvalidInput` for a name in use or a weak password. Audited."""
    require(actor, Action.INVITE_USER)
    check_strength(form.password, (form.login, form.name))
    user = add_account(session, context, agency, form, password_hash=hash_password(form.password))
    grant_states(session, user, form.states)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("add_user", form.role.value, subject=user.public_id),
    )
    return user


def add_account(
    session: Session,
    context: Context,
    agency: Agency,
    form: UserForm,
    *,
    password_hash: str | None = None,
) -> UserAccount:
    """Add an account: active with a password, invited without one.

    Raise `InvalidInput` for a sign-in name in use, and `Conflict` for an agency that closes.
    """
    if not agency.is_open:
        raise Conflict(Refusal.AGENCY_CLOSES)
    if form.role not in PERSONAL_ROLES:
        roles = ", ".join(sorted(PERSONAL_ROLES))
        raise InvalidInput("role", "not_a_person", f"role: a person has one of {roles}")
    locks.take_lock(session, Lock.ACCOUNTS)
    tags = login_tags(context.keys, form.login)
    if session.scalar(select(UserAccount.id).where(UserAccount.login_tag.in_(tags))) is not None:
        raise InvalidInput("login", "taken")
    public_id, now = uuid4(), context.clock.now()
    key = data_keys.make_data_key(session, context.keys, subject=public_id, scope="user", now=now)
    user = UserAccount(
        public_id=public_id,
        agency_id=agency.id,
        role=form.role.value,
        status=AccountStatus.ACTIVE if password_hash else AccountStatus.INVITED,
        login_tag=tags[0],
        profile=_sealed_profile(key, public_id, form),
        password_hash=password_hash,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def replace_profile(session: Session, context: Context, user: UserAccount, form: UserForm) -> None:
    """Replace the names of an account whose invitation was never used and is sent again."""
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    user.profile = _sealed_profile(key, user.public_id, form)


def _sealed_profile(key: bytes, public_id: UUID, form: UserForm) -> bytes:
    profile = {"login": form.login, "name": form.name}
    return data_keys.seal_json(key, profile, staff_place("user_account", public_id))


def staff_place(table: str, public_id: UUID) -> SealPlace:
    """Return the place of sealed data about staff, in the row with this public id."""
    return SealPlace(table, public_id, FieldClass.F6.value, 1)


def grant_states(session: Session, user: UserAccount, states: Sequence[str]) -> None:
    """Let a liaison officer act for these states without a second person.

    Only for the command on the server.
    """
    granted = dict.fromkeys(states) if user.role == Role.LIAISON_OFFICER.value else ()
    session.add_all(UserState(user_id=user.id, state=state) for state in granted)


def login_of_agency(login: str, code: str) -> str:
    """Return a sign-in name that ends with the code of its agency; it is added where it lacks."""
    name, end = login.strip(), f".{code.lower()}"
    return name if name.casefold().endswith(end) else f"{name}{end}"


def login_tags(keys: Keyring, login: str) -> list[bytes]:
    """Return the tags of a sign-in name, newest first; case and outer blanks are ignored."""
    return keyed_hashes.tags_of(keys, "login", login.strip().casefold().encode("utf-8", "replace"))


@dataclasses.dataclass(frozen=True, slots=True)
class LoginResult:
    """The account id and password hash of a sign-in name.

    `user_id` and `password_hash` are None for an unknown name, and for an account that may not sign
    in. Only `password_hash` is None for an account without a password.
    """

    user_id: int | None
    password_hash: str | None


def find_login(session: Session, context: Context, login: str) -> LoginResult:
    """Find the account of a sign-in name; an unknown name costs the same time."""
    row = session.execute(
        select(UserAccount.id, UserAccount.password_hash).where(
            UserAccount.login_tag.in_(login_tags(context.keys, login)),
            may_sign_in(),
        )
    ).first()
    return LoginResult(row.id, row.password_hash) if row else LoginResult(None, None)


def login_of(session: Session, actor: Actor) -> LoginResult:
    """Return account id and password hash of a signed-in actor."""
    user = session.get_one(UserAccount, actor.user_id)
    return LoginResult(user.id, user.password_hash)


def may_sign_in() -> ColumnElement[bool]:
    """Return the SQL condition for an account that may sign in: it is active."""
    return UserAccount.status == AccountStatus.ACTIVE


def actor_of_session(
    user: UserAccount,
    agency: Agency,
    state: str,
    session_id: int | None = None,
    *,
    role: Role | None = None,
) -> Actor:
    """Return the actor of a user for a state and session, optionally in another role."""
    return Actor(
        role=role or Role(user.role),
        agency_id=agency.id,
        agency_kind=agency.kind,
        state=state,
        user_id=user.id,
        public_id=user.public_id,
        session_id=session_id,
        home_state=agency.state if agency.state != state else None,
        time_zone=agency_time_zone(agency.time_zone, agency.state),
    )


def actor_of_user(session: Session, user: UserAccount) -> Actor:
    """Return the actor of a user, for the state of their agency."""
    agency = session.get_one(Agency, user.agency_id)
    return actor_of_session(user, agency, agency.state)


def actor_of(session: Session, context: Context, login: str) -> Actor:
    """Return the actor of a sign-in name, for the command line on the server.

    Raise `InvalidInput` for an unknown name, and for an account that is not active.
    """
    row = session.execute(
        select(UserAccount, Agency)
        .join(Agency, Agency.id == UserAccount.agency_id)
        .where(
            UserAccount.login_tag.in_(login_tags(context.keys, login)),
            UserAccount.status == AccountStatus.ACTIVE,
        )
    ).first()
    if row is None:
        raise InvalidInput("login", "unknown")
    user, agency = row
    return actor_of_session(user, agency, agency.state)


def profile_of(session: Session, context: Context, user: UserAccount) -> dict[str, str]:
    """Return the sealed profile of a user: login and name."""
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    return open_profile(key, user.public_id, user.profile)


def open_profile(key: bytes, public_id: UUID, sealed: bytes) -> dict[str, str]:
    """Open the profile of a user with their data key: login and name."""
    opened = data_keys.unseal_json(key, sealed, staff_place("user_account", public_id))
    return {str(name): str(value) for name, value in opened.items()}
