"""The output of the demo.

It has the result against the truth, one match with its reasons, and one search as several people
see it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

from cli import demo_world
from cli.client import Client
from cli.demo_world import Account
from core.policy.roles import Role
from matching import BITS_MEAN
from sample_data import demo_pair_refs
from services.matching_runs.evaluation import EvaluationResult

# A partly remembered name, and a few facts that an officer notes on the telephone.
REMEMBERED_FACTS = {
    "full_name": "Shakiba Rahimzada",
    "relatives": ["mother:Golchehre"],
    "sex": "F",
    "nationalities": ["AF"],
}


class DemoStory:
    """Prints the story of the demo. It asks over HTTP as the people of the demo."""

    def __init__(
        self, console: Console, accounts: list[Account], client_of: Callable[[Account], Client]
    ) -> None:
        self._print, self._made, self._as = console.print, accounts, client_of

    def print_result(self, result: EvaluationResult) -> None:
        """Print found, missed and wrong pairs against the truth of the synthetic world."""
        self._print("\n[bold]1. Against the truth of the synthetic world[/bold]")
        self._print(f"   found {result.found}, missed {result.missed}, wrong {result.wrong}")
        self._print(
            f"   precision {result.precision:.3f}, recall {result.recall:.3f}, F1 {result.f1:.3f}"
        )
        table = Table("origin", "found", "of", box=None, pad_edge=False, padding=(0, 2))
        for origin, count in sorted(result.by_origin.items()):
            table.add_row(f"   {origin}", str(count.found), str(count.total))
        self._print(table)

    def print_match(self, missing_id: UUID, found_id: UUID) -> None:
        """Print the showcase match with its reasons, as the agency that has the child sees it."""
        _, found_ref = demo_pair_refs()
        supervisor = demo_world.find_account(
            self._made, Role.SUPERVISOR, found_ref.rpartition("-")[0]
        )
        match = self._find_match(self._as(supervisor), missing_id, found_id)
        self._print("\n[bold]2. One child, two scripts, two states[/bold]")
        self._print(f"   seen by {supervisor.login}, who has the child in care")
        for title, record in (("found  ", match["own"]), ("missing", match["other"])):
            self._print(
                f"   {title} in {record['state']}: {_name(record)}, {_birth(record)}; desk:"
                f" {record['desk']}"
            )
        probability = (
            "" if match["probability"] is None else f"probability {match['probability']:.6g}, "
        )
        self._print(f"   {match['band']}, {probability}{match['bits']:.2f} bits, because:")
        for reason in match["reasons"]:
            if reason["level"] != "unknown":
                self._print(f"   {reason['words']}", markup=False)
        self._print(f"   ({BITS_MEAN})", markup=False)
        if match["withheld"]:
            self._print(
                "   relatives and telephone numbers are shown after a second person confirms that"
                " the child is there"
            )

    def _find_match(self, client: Client, missing_id: UUID, found_id: UUID) -> Any:
        path = "/v1/matches"
        while True:
            _, page = client.call("GET", path)
            for line in page["matches"]:
                if (line["own"]["id"], line["other"]["id"]) == (str(found_id), str(missing_id)):
                    _, match = client.call("GET", f"/v1/matches/{line['id']}")
                    return match
            if page["next"] is None:
                raise LookupError("the showcase match was not matched")
            path = f"/v1/matches?cursor={page['next']}"

    def print_search(self) -> None:
        """Print one search as seen by several people.

        The report is shared with the state of only one of them.
        """
        self._print("\n[bold]3. A liaison officer searches for a partly remembered name[/bold]")
        self._print(
            f"   heard: {REMEMBERED_FACTS['full_name']!r}, mother 'Golchehre', a girl from AF",
            markup=False,
        )
        query = (
            demo_world.find_account(self._made, Role.LIAISON_OFFICER, "GR-POL"),
            demo_world.find_account(self._made, Role.CASEWORKER, "FR-ASE"),
            demo_world.find_account(self._made, Role.LIAISON_OFFICER, "SE-POL"),
            demo_world.find_account(self._made, Role.ANALYST, self._made[0].agency),
        )
        for account in query:
            status, answer = self._as(account).call(
                "POST",
                "/v1/searches",
                {
                    "facts": REMEMBERED_FACTS,
                    "purpose": "locate_missing",
                    "legal_basis": "led_8_10",
                    "case_number": f"{account.state}-2026-000001",
                },
            )
            self._print_answer(account, status, answer)

    def _print_answer(self, account: Account, status: int, answer: Any) -> None:
        self._print(f"   {account.login} ({account.state}):")
        if status != 201:
            self._print(f"      refused ({status} {answer['code']})")
            return
        for result in answer["found"][:3]:
            record = result["record"]
            seen = (
                f"{_name(record)}, {_birth(record)}"
                if record["facts"]
                else f"call {record['desk']}"
            )
            self._print(
                f"      {result['band']}: {record['kind']} in {record['state']}, seen at"
                f" {record['view']}: {seen}"
            )
        if not answer["found"]:
            self._print("      no result that this person may see")


def _fact(record: Any, field: str) -> str:
    return " / ".join(fact["value"] for fact in record["facts"].get(field, []))


def _name(record: Any) -> str:
    parts = (
        _fact(record, field)
        for field in ("full_name", "given_names", "family_names", "name_native")
    )
    return " ".join(part for part in parts if part) or "name not shown"


def _birth(record: Any) -> str:
    calendar = _fact(record, "birth_calendar")
    born = _fact(record, "birth_date")
    return (
        f"born {born}{f' ({calendar})' if calendar not in ('', 'gregorian') else ''}"
        if born
        else "birth not stated"
    )
