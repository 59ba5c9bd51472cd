"""A night shift over HTTP: it counts acts, people and minutes, and reads what each desk sees.

The clock starts at 02:00 in Germany on a Sunday, and moves by the minutes of each act.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from core.policy.roles import Role
from tests.factories import AGENCIES, Installation
from tests.integration.api.conftest import SignIn
from tests.integration.steps import end_overdue_approvals, page_text

SUNDAY = datetime(2026, 3, 8, 1, 0, tzinfo=UTC)  # 02:00 in Germany
PRESS, CALL, FORM = 1, 3, 5  # the minutes of an act
Who = tuple[Role, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """An act: the minutes since 02:00, the person, the act, and what is new for each desk.

    `by` is "–" for time that passes without an act.
    """

    minute: int
    by: str
    words: str
    seen: str

    @property
    def row(self) -> str:
        """Return the row of the table."""
        hour, minute = divmod(2 * 60 + self.minute, 60)
        return f"| {hour:02}:{minute:02} | {self.by} | {self.words} | {self.seen} |"


def _counted(acts: Sequence[Act]) -> str:
    people = [act.by for act in acts if act.by != "–"]
    count, persons = len(people), len(set(people))
    return f"{count} act{'s' * (count > 1)}, {persons} {'people' if persons > 1 else 'person'}"


class Shift:
    """The people of one night. Each act is a row of the table of its story.

    `records` are the records of the story by their names, `match` the id of their match. A record
    that an act will make has the name of the field of the answer that has its id.
    """

    def __init__(self, one: Installation, sign_in: SignIn) -> None:
        self.one, self._sign_in = one, sign_in
        self._people: dict[Who, tuple[datetime, TestClient]] = {}
        self._seen: dict[str, dict[str, str]] = {}
        self._goal_at = 0
        self.records: dict[str, str] = {}
        self.match = ""
        self.rows: list[Act] = []

    def person(self, who: Who) -> TestClient:
        """Return a signed-in person. A session ends after half an hour without a request."""
        now = self.one.clock.now()
        if who not in self._people or now - self._people[who][0] > timedelta(minutes=10):
            self._people[who] = now, self._sign_in(*who)
        return self._people[who][1]

    @staticmethod
    def name(who: Who) -> str:
        """Return a person as a row of the table names them."""
        return f"{who[1]} {who[0].value}".replace("_", " ")

    def start(self) -> None:
        """Set the clock to the Sunday, and read what each desk sees before the first act."""
        self.one.work()
        self.one.clock.move(SUNDAY - self.one.clock.now())
        self.one.pass_deadlines()
        self.write("–", "before the night")

    def read(self, who: Who, path: str) -> Any:
        """Return what a person reads at an address."""
        answer = self.person(who).get(path)
        assert answer.status_code == 200, (who, path, answer.text)
        return answer.json()

    def home(self, who: Who, words: str) -> None:
        """Fail unless the Home of a person has these words."""
        text = page_text(self.person(who), "/")
        assert words in text, (who, words, text)

    def offered(self, who: Who, path: str, act: str) -> None:
        """Fail unless the next steps of a resource allow an act to a person."""
        actions = self.read(who, path)["next_steps"]["actions"]
        (offered,) = (one for one in actions if one["name"] == act)
        assert offered["allowed"], (who, path, offered)

    def leads(self, who: Who, path: str, act: str) -> None:
        """Fail unless the reason why an act is not allowed yet leads to the place of its entry."""
        actions = self.read(who, path)["next_steps"]["actions"]
        (reason,) = (one["reason"] for one in actions if one["name"] == act)
        page, _, place = reason["href"].partition("#")
        assert f'id="{place}"' in page_text(self.person(who), page), reason

    def to_decide(self, who: Who, kind: str) -> str:
        """Return the address of the decision of the only such approval that waits for a person."""
        self.home(who, 'href="/approvals"')
        (line,) = (
            one
            for one in self.read(who, "/v1/approvals")["approvals"]
            if one["kind"] == kind and one["actions"][0]["allowed"]
        )
        return f"/v1/approvals/{line['id']}/decision"

    def act(  # noqa: PLR0913 - an act over HTTP
        self,
        who: Who,
        words: str,
        minutes: int,
        path: str,
        body: Any = None,
        *,
        method: str = "POST",
        version_of: str = "",
    ) -> dict[str, Any]:
        """Take an act, run the worker, and add the row of the act.

        `version_of` is the address of the resource whose version the person read; "" for none.
        """
        self.one.clock.move(timedelta(minutes=minutes))
        client = self.person(who)
        headers = {"If-Match": client.get(version_of).headers["etag"]} if version_of else {}
        answer = client.request(method, path, json=body or {}, headers=headers)
        assert answer.status_code in {200, 201, 202, 204}, (who, path, answer.text)
        content = dict(answer.json()) if answer.content else {}
        for name, record in self.records.items():
            self.records[name] = str(content.get(record, record))
        self.write(self.name(who), words)
        return content

    def wait(self, words: str, **delta: float) -> None:
        """Let time pass without an act: the worker runs."""
        self.one.clock.move(timedelta(**delta))
        end_overdue_approvals(self.one)
        self.one.pass_deadlines()
        self.write("–", words)

    def reach_goal(self) -> None:
        """Note that the goal of the story is reached with the last act."""
        self._goal_at = len(self.rows)

    @property
    def until(self) -> list[Act]:
        """Return the acts until the goal."""
        return self.rows[: self._goal_at]

    def table(self, title: str, goal: str) -> str:
        """Return the part of `docs/workflow.md` about this night."""
        after = self.rows[self._goal_at :]
        counts = f"{_counted(self.until)}, {self.until[-1].minute} minutes"
        later = f" After it: {_counted(after)}." if after else ""
        lines = (
            f"### {title}\n",
            f"Until {goal}: {counts}.{later}\n",
            "| time | person | act | new for each desk |",
            "|---|---|---|---|",
            *(act.row for act in self.rows),
        )
        return "\n".join(lines) + "\n"

    def write(self, by: str, words: str) -> None:
        """Run the worker, and add the row of an act or, if `by` is "–", of time that passed."""
        self.one.work()
        before, self._seen = self._seen, {desk: self._look(desk) for desk in AGENCIES}
        changes = []
        for desk, now in self._seen.items():
            old = before.get(desk, {})
            parts = [
                f"{name} {now.get(name, 'gone')}".strip()
                for name in dict.fromkeys([*old, *now])
                if old.get(name) != now.get(name)
            ]
            if parts:
                changes.append(f"{desk}: {', '.join(parts)}")
        minute = (self.one.clock.now() - SUNDAY) // timedelta(minutes=1)
        self.rows.append(Act(minute, by, words, "; ".join(changes) or "nothing"))

    def _look(self, desk: str) -> dict[str, str]:
        """Return what the supervisor of a desk sees: records, routes, match, notifications,
        approvals."""
        who = (Role.SUPERVISOR, desk)
        client, seen = self.person(who), {}
        for name, record in self.records.items():
            answer = client.get(f"/v1/records/{record}") if "-" in record else None
            if answer is not None and answer.status_code == 200:
                seen[name] = f"at `{answer.json()['view']}`"
                if route := answer.json()["facts"].get("route"):
                    seen[f"route of the {name}"] = _times(len(route))
        if self.match:
            answer = client.get(f"/v1/matches/{self.match}")
            if answer.status_code == 200:
                seen["match"] = f"`{answer.json()['state']}`"
        notifications = Counter(
            one["kind"] for one in self.read(who, "/v1/notifications")["notifications"]
        )
        seen |= {f"notification `{kind}`": _times(n) for kind, n in sorted(notifications.items())}
        waiting = Counter(
            one["kind"]
            for one in self.read(who, "/v1/approvals")["approvals"]
            if one["actions"][0]["allowed"]
        )
        return seen | {f"to decide `{kind}`": _times(n) for kind, n in sorted(waiting.items())}


def _times(n: int) -> str:
    return "" if n == 1 else f"({n})"
