"""Signing in and out, and the language of the pages."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, DatabaseDep, SessionDep, SignedIn, SignedInOwnTransaction
from api.refusal_audit import write_refusal
from api.routes.agencies import sessions
from api.schemas.operations.work import (
    PasskeyAnswerIn,
    PasskeySignInIn,
    ReauthenticationIn,
    SignInIn,
)
from api.security import SESSION_COOKIE
from api.web import again, language, render
from api.web.forms import Form, error_messages, make_request, parse_id
from api.web.labels.codes import N_
from api.web.pages.agencies.passkeys import answer_of
from core.errors import InvalidInput, LimitReached, NotSignedIn, SecondFactorNeeded
from core.policy.participating_states import STATES
from services.agencies import demo_accounts
from services.agencies.demo_accounts import DemoAccount

router = APIRouter()

YEAR_S = 365 * 24 * 3600

# messages of a refused sign-in; they never name the wrong part
MESSAGES = {
    SecondFactorNeeded: N_(
        "Please enter the code from your authenticator app, or a recovery code."
    ),
    NotSignedIn: N_("The name, password or code is wrong."),
    LimitReached: N_(
        "Too many attempts. Please try again in %(minutes)s minutes, or on a device on which you"
        " have signed in before."
    ),
}


PASSKEY_REFUSED = N_("This passkey was not accepted, or it took too long. Please sign in again.")


@router.get("/sign-in", name="show")
def show_sign_in(request: Request, session: SessionDep, context: ContextDep) -> Response:
    """Show the sign-in; in the demo also its accounts, each with a button."""
    return _page(request, demo=demo_accounts.demo_accounts(session, context))


@router.post("/sign-in/demo")
def enter_demo(form: Form, session: SessionDep, context: ContextDep) -> Response:
    """Sign in as an account of the demo."""
    opened = demo_accounts.sign_in_to_demo(session, context, parse_id(form.text("account")))
    answer = render.redirect_after_post("/")
    SESSION_COOKIE.set(answer, context.settings, opened.token)
    return answer


@router.post("/sign-in")
def sign_in(request: Request, form: Form, context: ContextDep, database: DatabaseDep) -> Response:
    """Open a session and go home. After a refusal, show the entries except password and code."""
    body = make_request(SignInIn, _sign_in_fields(form))
    answer = render.redirect_after_post("/")
    try:
        sessions.sign_in(body, request, answer, context, database)
    except LimitReached as error:
        minutes = math.ceil(error.retry_after_s / 60)
        return _page(request, status=429, message=MESSAGES[LimitReached], minutes=minutes)
    except NotSignedIn as error:
        return _page(
            request, status=401, message=MESSAGES[type(error)], passkey=_passkey(error, form)
        )
    return answer


@router.post("/sign-in/passkey")
def sign_in_by_passkey(
    request: Request, form: Form, context: ContextDep, database: DatabaseDep
) -> Response:
    """Open a session with the passkey's answer and go home."""
    answer = render.redirect_after_post("/")
    try:
        values = {
            **answer_of(form, "ticket"),
            **form.filled("acting_state", "reason"),
            "is_deputy": form.is_ticked("is_deputy"),
        }
        body = make_request(PasskeySignInIn, values)
        sessions.sign_in_by_passkey(body, request, answer, context, database)
    except LimitReached as error:
        return _page(
            request,
            status=429,
            message=MESSAGES[LimitReached],
            minutes=math.ceil(error.retry_after_s / 60),
        )
    except NotSignedIn:
        return _page(request, status=401, message=PASSKEY_REFUSED)
    return answer


def _passkey(error: NotSignedIn, form: Form) -> dict[str, object] | None:
    """Return the data for asking for a passkey, with the values typed for the session.

    Return None without a passkey.
    """
    begun = error.passkey if isinstance(error, SecondFactorNeeded) else None
    if begun is None:
        return None
    return {"ticket": begun["ticket"], "options": json.dumps(begun["options"]), "sent": form}


def _sign_in_fields(form: Form) -> dict[str, object]:
    return {
        "login": form.text("login"),
        "password": form.raw("password"),
        **form.filled("code", "acting_state", "reason"),
        "is_deputy": form.is_ticked("is_deputy"),
    }


def _page(
    request: Request,
    *,
    status: int = 200,
    message: str = "",
    minutes: int = 0,
    passkey: Mapping[str, object] | None = None,
    demo: Sequence[DemoAccount] = (),
) -> Response:
    return render.render_page(
        request,
        "sign_in.html",
        status_code=status,
        message=message,
        minutes=minutes,
        passkey=passkey,
        demo=demo,
        states=language.countries(STATES),
    )


@router.post("/session/confirm", name="confirm")
def confirm_session(
    request: Request,
    form: Form,
    context: ContextDep,
    database: DatabaseDep,
    actor: SignedInOwnTransaction,
) -> Response:
    """Confirm password and code again, then continue the interrupted action."""
    carried = again.read_carried_request(form)
    values = {"password": form.raw("password"), "code": form.text("code")}
    try:
        sessions.confirm_session(
            make_request(ReauthenticationIn, values), request, context, database, actor
        )
    except SecondFactorNeeded as error:
        write_refusal(request, error.code)
        return again.show_password_form(
            request,
            *carried,
            status_code=422,
            errors=error_messages(InvalidInput("code", "needed")),
            passkey=_passkey(error, form),
        )
    except InvalidInput as error:
        write_refusal(request, error.code)
        return again.show_password_form(
            request, *carried, status_code=422, errors=error_messages(error)
        )
    return again.resume_request(request, *carried)


@router.post("/session/confirm/passkey", name="confirm_by_passkey")
def confirm_session_by_passkey(
    request: Request,
    form: Form,
    context: ContextDep,
    database: DatabaseDep,
    actor: SignedInOwnTransaction,
) -> Response:
    """Confirm with a passkey after the password, then continue the interrupted action."""
    carried = again.read_carried_request(form)
    try:
        body = make_request(PasskeyAnswerIn, answer_of(form, "ticket"))
        sessions.confirm_session_by_passkey(body, request, context, database, actor)
    except InvalidInput as error:
        write_refusal(request, error.code)
        return again.show_password_form(
            request, *carried, status_code=422, errors=error_messages(error)
        )
    return again.resume_request(request, *carried)


@router.post("/sign-out")
def sign_out(actor: SignedIn, session: SessionDep, context: ContextDep) -> Response:
    """End the session."""
    answer = render.redirect_after_post("/sign-in", done="signed_out")
    sessions.sign_out(actor, session, context, answer)
    return answer


@router.post("/language")
def set_language(form: Form) -> Response:
    """Keep the language in the browser and go home; the previous page may not be shown twice."""
    answer = render.redirect_after_post("/")
    if form.text("language") in language.offered():
        answer.set_cookie(
            language.COOKIE, form.text("language"), max_age=YEAR_S, samesite="strict", httponly=True
        )
    return answer
