"""The page of the routes, from the OpenAPI document."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from fastapi import FastAPI

from api.app import ROUTERS
from docs.site.reference.markdown import code, page, table

METHODS = ("get", "post", "put", "patch", "delete")


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document of all routes, without an installation."""
    app = FastAPI(title="Homeward", version="1")
    for router in ROUTERS:
        app.include_router(router)
    return app.openapi()


def api_page() -> str:
    """Return the routes by the first part of their path."""
    groups: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for path, item in openapi_document()["paths"].items():
        group = path.removeprefix("/v1").strip("/").partition("/")[0]
        for method in METHODS:
            if method in item:
                route = item[method]
                answers = ", ".join(sorted(route["responses"]))
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
