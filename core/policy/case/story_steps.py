"""Policy tables of a child's story: going missing from care, located, safe, returned and reunified.

A found record and a missing record have a table each. The state of a story is its last step. A
record of another kind has no story.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

from core.codes.case import DeadlineKind
from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.codes.records import EpisodeKind, RecordKind
from core.policy.case.closures import CLOSURE_RULES, LACKING, REUNIFIED
from core.policy.case.deadlines import DeadlineStart, always_started
from core.policy.effects import StepEffect, Writes
from core.policy.process import Process, Step
from core.policy.roles import CASE_ROLES
from core.refusals import Refusal


class StoryState(enum.StrEnum):
    """The state of a story: its last step."""

    REGISTERED = "registered"  # no step so far
    MISSING_FROM_CARE = EpisodeKind.MISSING_FROM_CARE.value
    LOCATED = EpisodeKind.LOCATED.value
    SAFE = EpisodeKind.SAFE.value
    RETURNED = EpisodeKind.RETURNED.value
    REUNIFIED = EpisodeKind.REUNIFIED.value


# Episode -> the act that writes it. The other episodes only note what became of the record.
STORY_ACTS: dict[str, str] = {
    EpisodeKind.MISSING_FROM_CARE: "leave",
    EpisodeKind.LOCATED: "locate",
    EpisodeKind.SAFE: "safe",
    EpisodeKind.RETURNED: "return",
    EpisodeKind.REUNIFIED: "reunify",
}
STORY_RESPONSIBLE = "responsible"  # the only side: the agency of the record

_REUNIFIED_NEEDS = tuple(LACKING[fact] for fact in CLOSURE_RULES[REUNIFIED].needs)


def _step(
    episode: EpisodeKind,
    *states: StoryState,
    guards: tuple[Refusal, ...] = (),
    is_main: bool = True,
    effects: tuple[StepEffect, ...] = (),
) -> Step:
    return Step(
        STORY_ACTS[episode],
        frozenset(states),
        frozenset({STORY_RESPONSIBLE}),
        CASE_ROLES,
        Refusal.STEP_OF_ANOTHER_SIDE,
        guards,
        to=(StoryState(episode),),
        is_main=is_main,
        effects=effects,
    )


def _story(name: str, writes: Mapping[str, Writes], *steps: Step) -> Process:
    """Return the table of a story."""
    reached = {state for step in steps for state in (*step.states, *step.to)}
    states = tuple(state for state in StoryState if state in reached)
    return Process(
        name=name,
        page="/records/{record}/story",
        states=states,
        steps=steps,
        wrong_state=dict.fromkeys(states, Refusal.EPISODE_DOES_NOT_FOLLOW),
        wrong_role=Refusal.STEP_OF_ANOTHER_ROLE,
        writes=writes,
        conditions=(Refusal.RECORD_IS_CLOSED, Refusal.STORY_STANDS_AT_FOUND_RECORD),
    )


_WRITES = {
    "locate": Writes(("locate",)),
    "safe": Writes(("note_safe",)),
    "return": Writes(("come_back",), deadlines=(DeadlineKind.RETURN_INTERVIEW,)),
    "reunify": Writes(("reunify",)),
}
FOUND_STORY = _story(
    "found_story",
    {
        **_WRITES,
        "leave": Writes(
            ("missing_from_care", "register"),
            (
                NotificationKind.MISSING_FROM_CARE,
                NotificationKind.MISSING_FROM_CARE_CHECK,
                NotificationKind.CANDIDATE,
            ),
            (JobKind.MATCH,),
            (
                *always_started(DeadlineStart.REPORTED),
                *always_started(DeadlineStart.MISSING_FROM_CARE),
                DeadlineKind.FIRST_REVIEW,
            ),
        ),
        "locate": Writes(("locate",), deadlines=(DeadlineKind.CONSULTATION,)),
        "return": Writes(
            ("come_back",),
            (NotificationKind.OTHER_SAFE,),
            deadlines=(DeadlineKind.RETURN_INTERVIEW,),
        ),
    },
    _step(
        EpisodeKind.MISSING_FROM_CARE,
        StoryState.REGISTERED,
        StoryState.RETURNED,
        StoryState.REUNIFIED,
        is_main=False,
        effects=(StepEffect.FILES_REPORT, StepEffect.NOTIFIES_OTHER_SIDE),
    ),
    _step(EpisodeKind.LOCATED, StoryState.MISSING_FROM_CARE),
    _step(EpisodeKind.SAFE, StoryState.MISSING_FROM_CARE, StoryState.LOCATED),
    # The return closes the report of the child, so it needs a sentence for its reporter.
    _step(
        EpisodeKind.RETURNED,
        StoryState.MISSING_FROM_CARE,
        StoryState.LOCATED,
        StoryState.SAFE,
        guards=(Refusal.REVIEW_IS_NEEDED, Refusal.SENTENCE_IS_NOT_APPROVED),
        effects=(StepEffect.CLOSES_RECORD, StepEffect.NOTIFIES_OTHER_SIDE),
    ),
    # a child who has just been registered is not about to be reunified
    _step(
        EpisodeKind.REUNIFIED,
        StoryState.REGISTERED,
        guards=_REUNIFIED_NEEDS,
        is_main=False,
    ),
    _step(
        EpisodeKind.REUNIFIED,
        StoryState.LOCATED,
        StoryState.SAFE,
        StoryState.RETURNED,
        guards=_REUNIFIED_NEEDS,
    ),
)
# A person is reunified only after they were located. After a confirmed match the side with the
# child has the facts of a reunification and approves it.
MISSING_STORY = _story(
    "missing_story",
    _WRITES,
    _step(EpisodeKind.LOCATED, StoryState.REGISTERED, StoryState.RETURNED, StoryState.REUNIFIED),
    _step(EpisodeKind.SAFE, StoryState.REGISTERED, StoryState.LOCATED),
    _step(EpisodeKind.RETURNED, StoryState.REGISTERED, StoryState.LOCATED, StoryState.SAFE),
    _step(
        EpisodeKind.REUNIFIED,
        StoryState.LOCATED,
        StoryState.SAFE,
        StoryState.RETURNED,
        guards=(Refusal.SENTENCE_IS_NOT_APPROVED, *_REUNIFIED_NEEDS),
    ),
)
STORY_PROCESSES: dict[str, Process] = {
    RecordKind.FOUND: FOUND_STORY,
    RecordKind.MISSING: MISSING_STORY,
}
