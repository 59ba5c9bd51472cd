"""`docs/workflow.md`: each process as a diagram and a table.

`python -m docs.site.written.workflow` makes the file from
`core.policy.processes`; a test compares it with the tables. The part "One night" stays as it is:
the tests of `tests/integration/night` compare it with what they play.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Sequence

from core.policy.process import Process, Step
from core.policy.processes import PROCESSES
from core.policy.review import MINIMUM_STAFF
from core.refusals import Refusal
from docs.site.stage import ROOT

FILE = ROOT / "docs" / "workflow.md"
HEAD = """# Workflow

Each process is a table in `core/policy`. The services, the JSON interface and the pages use the
same table. So an action that is offered works, and a refusal names the missing step. Home lists
each next step that its reader can take (`services/approval_decisions/tasks.py`). A resource with a
process carries `next_steps`: the steps done, the step that comes next and whose turn it is, and
every action with its reason. `core/policy/process.py` decides. To add a step or a process, read
`docs/recipes/process.md`.

The column "effects" names what a step changes in addition to the state, at once or by a later job.
A named effect occurs in at least one case. A table without this column names no effects. A deadline
or another process takes an automatic step. The second table of a process names its refusals other
than those of the column "needs". The third one names the rows that an act writes in at least one
case: its entries in the audit log, the jobs that it starts, and the notifications and deadlines
that begin with it or with these jobs.

This file is made by `python -m docs.site.written.workflow`, except the part "One night".
"""
NIGHT = "## One night"
STAFF = """## Minimum staff

With these people an agency decides every match and closes every report. The second
person of each decision is a supervisor.
"""
DIAGRAM = """## {title}

Page: `{page}`

```mermaid
stateDiagram-v2
{arrows}
```
"""


def workflow_page() -> str:
    """Return the text of the page."""
    processes = (line for process in PROCESSES.values() for line in _lines(process))
    return "\n".join((HEAD, _night(), *_staff(), *processes))


def _night() -> str:
    """Return the part "One night" of the file as it is."""
    text = FILE.read_text(encoding="utf-8")
    start = text.index(NIGHT)
    return text[start : text.index("\n## ", start)]


def _staff() -> Iterator[str]:
    yield STAFF
    rows = (
        (kind, ", ".join(f"1 {role}".replace("_", " ") for role in roles))
        for kind, roles in MINIMUM_STAFF.items()
    )
    yield from _table(("agency", "people"), rows)


def _lines(process: Process) -> Iterator[str]:
    title = process.name.replace("_", " ").capitalize()
    yield DIAGRAM.format(title=title, page=process.page, arrows="\n".join(_arrows(process)))
    heads = ("step", "from", "by", "roles", "needs", "effects")
    if any(step.effects for step in process.steps):
        yield from _table(heads, [_cells(process, step) for step in process.steps])
    else:
        steps = [step for step in process.steps if not step.is_automatic]
        yield from _table(heads[:-1], [_cells(process, step)[:-1] for step in steps])
    refusals = (
        (
            f"`{refusal.code}`",
            "; ".join(f"{case} {', '.join(names)}" for case, names in cases.items()),
        )
        for refusal, cases in _refusals(process).items()
    )
    yield from _table(("refusal", "when"), refusals)
    if process.writes is not None:
        written = (
            (act, *map(_codes, (rows.audit, rows.jobs, rows.notifications, rows.deadlines)))
            for act, rows in process.writes.items()
        )
        yield from _table(("act", "audit log", "jobs", "notifications", "deadlines"), written)


def _codes(kinds: Iterable[str]) -> str:
    return ", ".join(f"`{kind}`" for kind in kinds) or "–"


def _arrows(process: Process) -> Iterator[str]:
    for step in process.steps:
        for state in (state for state in process.states if state in step.states):
            for target in step.to or (state,):
                by = " (automatic)" if step.is_automatic else ""
                yield f"    {state} --> {target}: {step.act}{by}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for cells in rows:
        yield f"| {' | '.join(cells)} |"
    yield ""


def _refusals(process: Process) -> dict[Refusal, dict[str, list[str]]]:
    """Return the refusals of a process other than its guards: the cases, with their steps or
    states.
    """
    cases = collections.defaultdict[Refusal, dict[str, list[str]]](dict)

    def add(refusal: Refusal, case: str, name: str) -> None:
        names = cases[refusal].setdefault(case, [])
        if name not in names:
            names.append(name)

    for step in (step for step in process.steps if not step.is_automatic):
        add(step.other_side, "another side takes", step.act)
        if step.distinct_from:
            add(step.same_person, "the same person takes", step.act)
        if step.wrong_state is not None:
            add(step.wrong_state, "wrong state for", step.act)
    for state, refusal in process.wrong_state.items():
        add(refusal, "no such step from", state)
    add(process.wrong_role, "another role takes", "any step")
    for refusal in sorted(process.never):
        add(refusal, "a side that never takes", "the step")
    return cases


def _cells(process: Process, step: Step) -> tuple[str, ...]:
    states = (state for state in process.states if state in step.states)
    effects = ", ".join(step.effects) or "–"
    if step.is_automatic:
        return step.act, ", ".join(states), "automatic", "–", "–", effects
    needs = [f"`{guard.code}`" for guard in (*process.conditions, *step.guards)]
    if step.distinct_from:
        needs.insert(0, f"another person than for {', '.join(step.distinct_from)}")
    return (
        f"**{step.act}**" if step.is_main else step.act,
        ", ".join(states),
        ", ".join(sorted(step.sides)),
        ", ".join(sorted(role.value for role in step.roles)),
        "; ".join(needs) or "–",
        effects,
    )


if __name__ == "__main__":
    FILE.write_text(workflow_page(), encoding="utf-8")
