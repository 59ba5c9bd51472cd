"""Every decision by two people uses `dual_control`.

It also refuses accounts that the first person created.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SERVICES = Path(__file__).parents[4] / "services"
# Refusals that are not about a second person: file -> reason.
OTHER_REFUSALS = {
    "review/match_locks.py": "a match that another person works on",
    "oversight/search_samples.py": "a sample is read by the two who asked for it",
    "agencies/system_tokens.py": "a token is shown to the person who asked for it",
    "agencies/access_resets.py": "nobody asks for the own account",
}


def _is_of_actor(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "user_id"
        and "actor" in ast.unparse(node.value)
    )


def _refusals() -> Iterator[str]:
    """Yield the file of every `if` that compares an account with the actor's and raises."""
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_test = isinstance(node, ast.If) and any(
                isinstance(one, ast.Compare)
                and not isinstance(one.ops[0], ast.Is)  # whether there is an account at all
                and any(_is_of_actor(part) for part in ast.walk(one))
                for one in ast.walk(node.test)
            )
            if is_test and any(isinstance(one, ast.Raise) for one in node.body):
                yield path.relative_to(SERVICES).as_posix()


def test_no_service_refuses_a_second_person_by_itself() -> None:
    assert set(_refusals()) - {"foundation/dual_control.py"} == set(OTHER_REFUSALS)
