"""The pages of the reference that are written from the code when the site is built."""

from __future__ import annotations

from collections.abc import Callable

from docs.site.reference.api import api_page
from docs.site.reference.commands import commands_page
from docs.site.reference.levels import levels_page
from docs.site.reference.policy import policy_page
from docs.site.reference.refusals import refusals_page
from docs.site.reference.settings import settings_page

# Each page by its file name in docs/reference.
PAGES: dict[str, Callable[[], str]] = {
    "api-routes.md": api_page,
    "commands.md": commands_page,
    "levels.md": levels_page,
    "policy.md": policy_page,
    "refusals.md": refusals_page,
    "settings.md": settings_page,
}
