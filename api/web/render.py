"""Rendering of pages from templates and values: common values, and the response headers."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.web import (
    body_map,
    evidence,
    language,
    navigation,
    step_filters,
    telephone,
    timeline,
)
from api.web.labels import display, remarks
from core.policy.time_zones import DEFAULT_TIME_ZONE
from services.foundation.actor import Actor

HERE = Path(__file__).parent
STATIC = HERE / "static"

# Only our own resources and no inline ones: no foreign script, style, frame or connection.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
    " 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@functools.cache
def static_url(name: str) -> str:
    """Return the address of a static file with a hash of its content in the query.

    The address changes with the content, so the browser may cache the file. Raise OSError for a
    missing file.
    """
    mark = hashlib.blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?{mark}"


def _for_each_answer(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that is evaluated for each answer, in its language.

    Jinja evaluates a filter of a constant when it compiles the template, unless the filter takes
    the context. Without this all answers would have the language of the first.
    """

    @jinja2.pass_context
    def worked_out(_context: jinja2.runtime.Context, *values: Any, **options: Any) -> Any:
        return filter_(*values, **options)

    return worked_out


@functools.cache
def environment() -> jinja2.Environment:
    """Return the templates' environment: always escaped; an undefined name is an error."""
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    jinja.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]
    filters: dict[str, Callable[..., Any]] = {
        "day": language.day,
        "moment": language.moment,
        "local_input": language.local_input,
        "country": language.country,
        "tongue": language.tongue,
        "language_tag": language.language_tag,
        "label": display.label,
        "reason": display.reason,
        "translated": language.gettext,
        "waterfall": evidence.waterfall_bars,
        "differences": evidence.split_differences,
        "percent": evidence.percent,
        "beside": evidence.side_by_side,
        "in_order": evidence.sort_facts,
        "allowed": step_filters.allowed,
        "refusal": step_filters.refusal,
        "time_left": step_filters.time_left,
        "callable": telephone.link_numbers,
    }
    jinja.filters |= {name: _for_each_answer(filter_) for name, filter_ in filters.items()}
    jinja.globals |= {
        "static_url": static_url,
        "words": display,
        "countries": language.countries,
        "body_map": body_map,
        "timeline": timeline,
        "remarks": remarks,
        "reason_of": step_filters.reason_of,
        "spelt": evidence.SPELLED_ATTRIBUTES,
    }
    return jinja


def render_page(
    request: Request, template: str, *, status_code: int = 200, **values: Any
) -> Response:
    """Return the page of a template; `values` are schemas of the interface, never tables."""
    chosen = language.choose(request)
    actor: Actor | None = getattr(request.state, "actor", None)
    language.set_time_zone(actor.time_zone if actor else DEFAULT_TIME_ZONE)
    html = (
        environment()
        .get_template(template)
        .render(
            actor=actor,
            path=request.url.path,
            language=chosen,
            languages=language.offered(),
            direction=language.current().text_direction,
            navigation=navigation.of(actor),
            is_demo=request.app.state.context.settings.demo,
            done=display.DONE.get(request.query_params.get("done", ""), ""),
            **values,
        )
    )
    return HTMLResponse(
        html, status_code=status_code, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    )


def redirect_after_post(path: str, done: str = "") -> Response:
    """Redirect the browser after an action, with a message; a reload does not repeat the action."""
    page, hash_sign, section = path.partition("#")
    query = f"?done={done}" if done else ""
    return RedirectResponse(f"{page}{query}{hash_sign}{section}", status_code=303)
