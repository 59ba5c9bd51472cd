"""`homeward token`: ask, issue, list, rotate and revoke the tokens of agencies' software."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from cli.installation import signed_transaction
from core.policy.actions import DEFAULT_TOKEN_SCOPES, TokenScope
from core.settings import load_settings
from services.agencies import accounts, system_tokens
from services.agencies import agency_register as agencies_service
from services.agencies.system_tokens import IssuedToken

TokenId = Annotated[UUID, typer.Argument(help="Id of the token, as `homeward token list` shows.")]

app = typer.Typer(help="Tokens of agencies' software.", no_args_is_help=True)


@app.command("ask")
def ask_token(
    code: Annotated[str, typer.Argument(help="Code of the agency.")],
    label: Annotated[str, typer.Option(help="Short code of the system that uses it.")],
    scope: Annotated[
        list[TokenScope] | None, typer.Option(help="What it may do; repeat it for several.")
    ] = None,
) -> None:
    """Ask for a token, which a supervisor of the agency or an administrator approves.

    Without a scope it only registers records.
    """
    with signed_transaction(load_settings()) as (context, session):
        agency = agencies_service.find_agency(session, code)
        asked = system_tokens.ask_token(
            session,
            context,
            accounts.INSTALLER,
            label=label,
            scopes=scope or DEFAULT_TOKEN_SCOPES,
            agency=agency,
        )
    typer.echo(f"waits for a second person until {asked.due_at:%Y-%m-%d %H:%M} UTC")
    typer.echo(f"token {asked.id}")


@app.command("issue")
def issue_token(token_id: TokenId) -> None:
    """Issue an approved token that was asked for on the server. The auditor is alerted."""
    with signed_transaction(load_settings()) as (context, session):
        issued = system_tokens.issue_token(session, context, accounts.INSTALLER, token_id)
    _show(issued)


@app.command("list")
def list_tokens() -> None:
    """List the tokens of all agencies, without their secrets."""
    with signed_transaction(load_settings()) as (context, session):
        listed = system_tokens.list_tokens(session, context, accounts.INSTALLER)
    for token in listed:
        used = f"{token.used_at:%Y-%m-%d %H:%M}" if token.used_at else "never"
        end = token.revoked_at or token.expires_at
        typer.echo(
            f"{token.id}  {token.agency}  {token.label}  {','.join(token.scopes)}"
            f"  {token.state}  {end:%Y-%m-%d %H:%M}  used {used}"
        )


@app.command("rotate")
def rotate_token(token_id: TokenId) -> None:
    """Issue the next token of the same system. The old one works for one more day."""
    with signed_transaction(load_settings()) as (context, session):
        issued = system_tokens.rotate_token(session, context, accounts.INSTALLER, token_id)
    _show(issued)


@app.command("revoke")
def revoke_token(token_id: TokenId) -> None:
    """End a token immediately."""
    with signed_transaction(load_settings()) as (context, session):
        system_tokens.revoke_token(session, context, accounts.INSTALLER, token_id)
    typer.echo("revoked")


def _show(issued: IssuedToken) -> None:
    typer.echo(f"token {issued.id}, valid until {issued.expires_at:%Y-%m-%d %H:%M} UTC")
    typer.echo(f"shown once: {issued.token}")
