"""Update of the catalogues: `python -m api.web.messages` (`make messages`).

It collects every message of pages and tables into `locale/homeward.pot` and adds it to each `.po`,
where new messages are untranslated. Messages are in templates, in Python under `_` and `N_`, and in
tables of packages that do not depend on pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from api.web.language import LOCALES, STATELESS, TEMPLATE
from core.policy.case.closures import CLOSING_SENTENCES
from core.policy.records.alerts import ACTION_SENTENCES
from core.policy.search import NOTHING_SEEN, REFUSED_PURPOSES, REPORTERS_NOT_SHOWN
from core.refusals import Refusal
from matching.explain.remarks import REMARK_TEXTS
from matching.model.levels import ATTRIBUTES
from services.statistics.definitions import CUBES

PROJECT_ROOT = Path(__file__).parents[2]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
PACKAGES = ("api", "core")
# catalogues change with their messages, not with the day of collection
FIXED_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def collect() -> Catalog:
    """Return every message with its source positions, sorted."""
    catalogue = Catalog(
        project="Homeward", creation_date=FIXED_DATE, revision_date=FIXED_DATE, fuzzy=False
    )
    for package in PACKAGES:
        for file, _, message, comments, _ in extract_from_dir(
            PROJECT_ROOT / package, METHODS, keywords=KEYWORDS
        ):
            catalogue.add(message, locations=[(f"{package}/{file}", 0)], auto_comments=comments)
    for source_place, messages in _tables():
        for message in messages:
            catalogue.add(message, locations=[(source_place, 0)])
    return catalogue


def _tables() -> Iterable[tuple[str, Iterable[str]]]:
    """Return the messages of each table that is not marked in the code, with its file."""
    return (
        (
            "matching/model/levels.py",
            (level.words for attribute in ATTRIBUTES for level in attribute.levels),
        ),
        ("matching/explain/remarks.py", REMARK_TEXTS.values()),
        (
            "services/statistics/definitions.py",
            (text for cube in CUBES.values() for text in (cube.counts, cube.query)),
        ),
        ("core/policy/search.py", (*REFUSED_PURPOSES.values(), *NOTHING_SEEN, REPORTERS_NOT_SHOWN)),
        ("core/refusals.py", (sentence for refusal in Refusal for sentence in refusal.sentences)),
        ("core/policy/case/closures.py", CLOSING_SENTENCES.values()),
        (
            "core/policy/records/alerts.py",
            (sentence for sentences in ACTION_SENTENCES.values() for sentence in sentences),
        ),
        ("api/web/language.py", STATELESS.values()),
    )


def main() -> None:
    """Write the template and update each catalogue from it."""
    template = collect()
    _write(template, TEMPLATE)
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/homeward.po")):
        with path.open("rb") as written:
            catalogue = read_po(written, locale=path.parent.parent.name)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write(catalogue, path)


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True
        )


if __name__ == "__main__":
    main()
