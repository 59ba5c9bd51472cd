"""The page of the routes, from the OpenAPI document."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from api.app import ROUTERS
from api.openapi import make_document
from core.settings import Settings
from docs.site.reference.markdown import code, page, table

METHODS = ("get", "post", "put", "patch", "delete")


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document of all routes, without an installation."""
    return make_document(Settings(), ROUTERS)


def api_page() -> str:
    """Return the routes by the first part of their path."""
    groups: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for path, item in openapi_document()["paths"].items():
        group = path.removeprefix("/v1").strip("/").partition("/")[0]
        for method in METHODS:
            if method in item:
                route = item[method]
                responses = route["responses"].items()
                answers = ", ".join(name for name, answer in responses if "$ref" not in answer)
                summary = route.get("summary", "")
                groups[group].append((code(method.upper()), code(path), summary, answers))
    return page(
        "Routes of the API",
        "api/app.py",
        "An installation serves the whole description, with bodies and answers, under"
        " `/v1/openapi.json`. Errors are `application/problem+json` ([codes](refusals.md)).",
        (
            f"## {group}\n\n{table(('method', 'path', 'summary', 'answers'), rows)}"
            for group, rows in sorted(groups.items())
        ),
    )
