"""The demo's agencies and accounts.

There is one account per role and agency. Passwords are new at each start.
"""

from __future__ import annotations

import csv
import dataclasses
import itertools
import secrets
from collections.abc import Iterator

from cli.client import Client
from core.codes.agencies import AgencyKind
from core.policy.actions import TokenScope
from core.policy.roles import Role
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from sample_data import shipped_files
from sample_data.answers import with_answers
from services.agencies import accounts, agency_register, directory, sessions, system_tokens
from services.agencies.accounts import INSTALLER, UserForm
from services.agencies.agency_register import AgencyForm
from services.agencies.directory import ServiceForm
from services.approval_decisions import approval_list
from services.approvals.approval_requests import Decision
from services.foundation.context import Context

PASSWORD_BYTES = 12
RELAY_DESK = (
    "FR-116"  # the agency whose desk contacts the responsible agencies of records of people at risk
)
DESK_PHONE = "+32 2 555 01 {:02d}"  # fictional numbers
# Roles for the whole installation belong to one agency of the demo.
SHARED_ROLES = (Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR)


@dataclasses.dataclass(frozen=True, slots=True)
class Account:
    """An account of the demo, with its password."""

    login: str
    password: str
    role: Role
    agency: str
    state: str


def make_accounts(context: Context, database: Database) -> list[Account]:
    """Make the shipped agencies and their accounts; return the accounts with their passwords."""
    made_accounts: list[Account] = []
    with database.transaction(door=DatabaseRole.OFFICE) as session:
        for number, row in enumerate(agency_rows()):
            form = AgencyForm(
                code=row["code"],
                name=row["name"],
                kind=AgencyKind(row["kind"]),
                state=row["state"],
                phone=DESK_PHONE.format(number + 1),
                case_number_pattern=rf"{row['state']}-\d{{4}}-\d{{6}}",
                supervisory_authority=f"Data protection authority of {row['state']} (fictional)",
                data_protection_contact=f"privacy@{row['code'].lower()}.example",
            )
            agency = agency_register.add_agency(session, context, INSTALLER, form)
            if agency.code == RELAY_DESK:
                agency_register.set_relay(
                    session, context, INSTALLER, agency.public_id, is_relay=True
                )
            worker = Role.LIAISON_OFFICER if agency.kind == AgencyKind.POLICE else Role.CASEWORKER
            roles = [worker, Role.SUPERVISOR, *(SHARED_ROLES if number == 0 else ())]
            for role in roles:
                account = Account(
                    login=f"{role.value}.{agency.code}".lower(),
                    password=secrets.token_urlsafe(PASSWORD_BYTES),
                    role=role,
                    agency=agency.code,
                    state=agency.state,
                )
                user = UserForm(
                    account.login, f"{role.value} {agency.code}", role, account.password
                )
                accounts.add_user(session, context, INSTALLER, agency, user)
                made_accounts.append(account)
    return made_accounts


def issue_token(context: Context, database: Database, code: str) -> str:
    """Return a token of the software of an agency: it registers, and reads notifications of
    matches.

    The agency's supervisor asks for it and issues it, an administrator approves it.
    """
    with database.transaction(door=DatabaseRole.OFFICE) as session:
        first = next(iter(agency_rows()))["code"]  # has the shared roles
        supervisor, administrator = (
            accounts.actor_of(session, context, f"{role}.{agency}".lower())
            for role, agency in ((Role.SUPERVISOR, code), (Role.ADMINISTRATOR, first))
        )
        scopes = {TokenScope.REGISTER, TokenScope.MATCHES}
        asked = system_tokens.ask_token(
            session, context, supervisor, label="tutorial", scopes=scopes
        )
        (waiting,) = approval_list.list_approvals(session, context, administrator)
        approval = Decision(is_approved=True)
        approval_list.decide_approval(session, context, administrator, waiting.id, approval)
        return system_tokens.issue_token(session, context, supervisor, asked.id).token


# Entries of the demo's directory for each state: kind, name, languages, hours. All are fictional.
SERVICES = (
    ("hotline", "Line for missing children", "eng fra deu", "day and night"),
    ("legal_aid", "Lawyers for young people", "eng prs ara tir", "Monday to Friday, 9 to 17"),
    ("trafficking_support", "Help for those who were traded", "eng sqi ron vie", "day and night"),
    ("family_tracing", "Tracing service", "eng ara prs som", "Monday to Thursday, 8 to 16"),
)
SERVICE_PHONE = "+32 2 555 02 {:02d}"  # fictional numbers


def make_services(context: Context, database: Database) -> None:
    """Fill the demo's directory: the same support services in each state."""
    states = sorted({row["state"] for row in agency_rows()})
    entries = itertools.product(states, SERVICES)
    with database.transaction(door=DatabaseRole.OFFICE) as session:
        for number, (state, (kind, name, languages, hours)) in enumerate(entries):
            reach = (
                f"{SERVICE_PHONE.format(number)}, {kind.replace('_', '-')}@{state.lower()}.example"
            )
            form = ServiceForm(
                state=state,
                kind=kind,
                name=f"{name} (fictional)",
                languages=tuple(languages.split()),
                hours=hours,
                reach=reach,
            )
            directory.add_service(session, context, INSTALLER, form)


def agency_rows() -> Iterator[dict[str, str]]:
    """Yield the shipped agencies."""
    yield from _rows("agencies")


def truth_rows() -> list[tuple[str, str, str]]:
    """Return the shipped true pairs as (reference, reference, origin)."""
    return [(row["left"], row["right"], row["origin"]) for row in _rows("truth")]


def intake_rows() -> dict[str, list[tuple[int, dict[str, str]]]]:
    """Return the shipped intake rows as (line number, row), by agency code.

    Rows of found people have the answers of their desks (`sample_data.answers`), which the files do
    not have. The rows of each agency end with the people who are kept from travelling. Line numbers
    are those of the row's file; the header is line 1.
    """
    by_agency: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for name in ("records", "preventive"):
        for number, row in enumerate(_rows(name), start=2):
            agency = row["record_ref"].rpartition("-")[0]
            by_agency.setdefault(agency, []).append((number, with_answers(row)))
    return by_agency


def _rows(name: str) -> Iterator[dict[str, str]]:
    with getattr(shipped_files(), name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def find_account(accounts: list[Account], role: Role, agency: str) -> Account:
    """Return the account of a role at an agency."""
    return next(
        account for account in accounts if account.role is role and account.agency == agency
    )


def open_client(context: Context, database: Database, account: Account) -> Client:
    """Return a client with an open session of an account."""
    address = f"http://{context.settings.host}:{context.settings.port}"
    return Client(address, cookie=f"homeward={open_session(context, database, account)}")


def open_session(context: Context, database: Database, account: Account) -> str:
    """Open a session of an account and return its token.

    It is opened without HTTP, so that no sign-in attempt is counted.
    """
    with database.transaction() as session:
        user_id = accounts.find_login(session, context, account.login).user_id
        if user_id is None:
            raise LookupError(account.login)
        return sessions.open_session(session, context, user_id, acting_state=None).token
