"""Parts of steps: rows to choose from, and ids from earlier answers of the same twin.

A step that has no id yet uses one that no record has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from tests.integration.noninterference.cases import Case, Columns, deciding
from tests.integration.noninterference.twins import CASE_ROLES, SOFTWARE, Twin

LEGAL_BASIS = "gdpr_6_1_e_9_2_g"
UNKNOWN_ID = str(UUID(int=7))
REASON = {"reason": "told by the family"}
PROVEN = {
    "name": "Golchehra Rahimzadah",
    "phones": ["+306912345678"],
    "relation": "mother",
    "identity_how": "passport seen",
    "relation_proof": "family register",
}
Step = Callable[[Twin, Case, int], None]
T = TypeVar("T")


def rows(case: Case) -> tuple[Columns, ...]:
    """Return the rows of the viewer, each with the guess of the left twin, of the right twin, and
    without a guess.
    """
    found = [case.own(0), *deciding(case, "match"), *deciding(case, "warning")]
    return tuple({**row, **guess} for row in found for guess in guesses(case))


def guesses(case: Case) -> tuple[Columns, Columns, Columns]:
    """Return the columns that guess the left twin's value, the right twin's, and those of no
    guess.
    """
    left, right = (dict(case.fact.own(value)) for value in case.fact.values)
    return left, right, {name: case.own().get(name, "") for name in left}


def pick(options: Sequence[T], number: int) -> T:
    """Return the option of a number, modulo their count."""
    return options[number % len(options)]


def own_record(twin: Twin, number: int) -> str:
    """Return the id of one of the viewer's records."""
    return pick(twin.own, number) if twin.own else UNKNOWN_ID


def met(twin: Twin, what: str, number: int) -> str:
    """Return one of the kept ids of a kind."""
    return pick(twin.met[what], number) if twin.met.get(what) else UNKNOWN_ID


def meet(twin: Twin, what: str, who: str, *ids: str) -> None:
    """Keep the ids of an answer to a desk."""
    known = twin.met.setdefault(what, [])
    for one in ids:
        twin.desks[one] = who
        if one not in known:
            known.append(one)


def desk_of(twin: Twin, thing: str, number: int) -> str:
    """Return the desk that asks about an id: the desk that works on it, its supervisor, or one time
    in six any desk.
    """
    who = twin.desks.get(thing, "caseworker")
    if number % 6 == 0:
        return pick((*CASE_ROLES, SOFTWARE), number // 6)
    return "supervisor" if who == "caseworker" and number % 3 == 0 else who


def version(twin: Twin, who: str, path: str) -> dict[str, str]:
    """Return the header that names the version which a desk reads now."""
    return {"If-Match": twin.view(who, "GET", path).headers.get("etag", '"1"')}


def body_of(case: Case, row: Columns, number: int) -> dict[str, Any]:
    """Return the request that registers a row as a record of the viewer."""
    body = {
        **row,
        "record_ref": f"V-{number}",
        "kind": case.own_kind,
        "international_protection": "no",
    }
    if case.own_kind == "found" and case.view in ("link", "profile"):
        return (
            body  # a found child without a legal basis opens no missing report beyond its sharing
        )
    return {**body, "legal_basis": LEGAL_BASIS}


def around(case: Case, number: int) -> dict[str, Any]:
    """Return a person around the child: the one of the fact in one twin, or a person of no twin."""
    if case.fact.around is None:
        return {"name": "Anna Weber", "phones": ["+49 30 5550000"]}
    name, phone = case.fact.around(pick(case.fact.values, number))
    return {"name": name, "phones": [phone] if number % 3 else []}
