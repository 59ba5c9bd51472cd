"""`homeward agency` and `homeward user`: manage agencies and accounts on the server.

They make the first accounts of an installation.
"""

from __future__ import annotations

import dataclasses
import secrets
from typing import Annotated

import typer

from cli.installation import signed_transaction
from cli.option_groups import grouped
from core.errors import SettingsError
from core.policy.roles import Role
from core.settings import load_settings
from services.agencies import accounts, invitations, second_factor, user_directory
from services.agencies import agency_register as agencies_service

# Arguments for a new person, whether added or invited.
Login = Annotated[str, typer.Argument(help="Sign-in name.")]
AgencyCode = Annotated[str, typer.Option("--agency", help="Code of the agency.")]
OneRole = Annotated[Role, typer.Option("--role", help="One role.")]
ShownName = Annotated[str, typer.Option("--name", help="Name shown to colleagues.")]
States = Annotated[
    list[str] | None, typer.Option("--state", help="States a liaison officer may act for.")
]

agencies = typer.Typer(help="Agencies.", no_args_is_help=True)
users = typer.Typer(help="Accounts of people.", no_args_is_help=True)


@dataclasses.dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency to add, with its desk."""

    code: Annotated[str, typer.Argument(help="Short code, e.g. GR-POL.")]
    name: Annotated[str, typer.Option(help="Name of the organisation.")]
    kind: Annotated[str, typer.Option(help="protection, police or hotline.")]
    state: Annotated[str, typer.Option(help="ISO 3166-1 alpha-2.")]
    phone: Annotated[
        str, typer.Option("--desk-phone", help="On-call telephone number of its desk.")
    ]
    case_number_pattern: Annotated[
        str, typer.Option(help="Regular expression of its case numbers.")
    ]
    supervisory_authority: Annotated[str, typer.Option(help="Data protection authority.")]
    data_protection_contact: Annotated[
        str, typer.Option(help="Address of the data protection officer.")
    ]
    time_zone: Annotated[
        str,
        typer.Option(help="IANA time zone, such as Atlantic/Canary; else that of the state."),
    ] = ""


@agencies.command("add")
@grouped
def add_agency(asked: NewAgency) -> None:
    """Add an agency and its desk."""
    form = agencies_service.AgencyForm(**dataclasses.asdict(asked))
    with signed_transaction(load_settings()) as (context, session):
        agencies_service.add_agency(session, context, accounts.INSTALLER, form)
    typer.echo(f"agency {asked.code} added")


@agencies.command("relay")
def set_relay(
    code: Annotated[str, typer.Argument(help="Code of the agency.")],
    *,
    is_off: Annotated[bool, typer.Option("--off", help="It is no longer the relay desk.")] = False,
) -> None:
    """Make an agency's desk the relay desk, which outsiders call about a person at risk."""
    with signed_transaction(load_settings()) as (context, session):
        agency = agencies_service.find_agency(session, code)
        agencies_service.set_relay(
            session, context, accounts.INSTALLER, agency.public_id, is_relay=not is_off
        )
    typer.echo("there is no relay desk now" if is_off else f"{code} is the relay desk")


@users.command("add")
def add_user(
    login: Login, agency: AgencyCode, role: OneRole, name: ShownName, state: States = None
) -> None:
    """Add a user with a new password, shown once. In production, use `invite`."""
    settings = load_settings()
    if second_factor.is_required(settings):
        raise SettingsError("production needs a second factor; use `homeward user invite`")
    password = secrets.token_urlsafe(12)
    form = accounts.UserForm(login, name, role, password, tuple(state or ()))
    with signed_transaction(settings) as (context, session):
        home = agencies_service.find_agency(session, agency)
        accounts.add_user(session, context, accounts.INSTALLER, home, form)
    typer.echo(f"user added; password, shown once: {password}")


@users.command("invite")
def invite_user(
    login: Login, agency: AgencyCode, role: OneRole, name: ShownName, state: States = None
) -> None:
    """Invite a user, including the first administrator. Prints a one-time token that is valid for
    72 hours.
    """
    form = accounts.UserForm(login, name, role, password="", states=tuple(state or ()))
    with signed_transaction(load_settings()) as (context, session):
        invitation = invitations.invite(
            session, context, accounts.INSTALLER, form, agency_code=agency
        )
    account_text = (
        "token"
        if invitation.is_whole
        else "first half of the token (a supervisor on duty decides and has the other)"
    )
    typer.echo(
        f"invited; {account_text}, shown once, until {invitation.expires_at:%Y-%m-%d %H:%M}"
        f" UTC: {invitation.token}"
    )


@users.command("unit")
def set_unit(
    login: Login,
    unit: Annotated[str, typer.Argument(help='A short code, e.g. intake; "" for none.')],
) -> None:
    """Set the unit of an account. The disclosure of a place needs approvers from two units."""
    with signed_transaction(load_settings()) as (context, session):
        public_id = accounts.actor_of(session, context, login).public_id
        assert public_id is not None
        user_directory.set_unit(session, context, accounts.INSTALLER, public_id, unit)
    typer.echo("unit set")


@users.command("disable")
def disable_user(login: Login) -> None:
    """Disable an account and end its sessions."""
    with signed_transaction(load_settings()) as (context, session):
        public_id = accounts.actor_of(session, context, login).public_id
        assert public_id is not None
        user_directory.disable_account(session, context, accounts.INSTALLER, public_id)
    typer.echo("disabled")
