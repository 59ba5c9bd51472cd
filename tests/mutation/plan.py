"""Tables of the mutation run: mutated files, the tests for each, and equivalent mutants."""

from __future__ import annotations

POLICY = "tests/unit/core/test_policy"
SNAPSHOT = [f"{POLICY}_snapshot.py"]  # compares every table with tests/unit/core/policy.txt
SQLITE = ["-k", "not postgresql"]
# compares every process table with docs/workflow.md
PROCESSES = ["tests/unit/core/test_process.py"]
VISIBILITY = [
    "tests/unit/services/test_view_in_match.py",
    "tests/unit/services/sharing",
]
LOOKS = ["tests/integration/test_visibility.py", *SQLITE]
NIGHT = ["tests/integration/api/test_night.py", *SQLITE]
EVENTS = [f"{POLICY}_events.py", "tests/integration/test_event_knowledge.py", *SQLITE]

# file -> runs of pytest, the fastest first; a mutant that passes one goes on to the next
TARGETS: dict[str, list[list[str]]] = {
    **{
        f"core/policy/{name}.py": [SNAPSHOT, [f"{POLICY}_tables.py"], [f"{POLICY}.py"], VISIBILITY]
        for name in (
            "actions",
            "fields",
            "participating_states",
            "records/declarations",
            "roles",
            "sharing/views",
        )
    },
    **{
        f"core/policy/sharing/{name}.py": [SNAPSHOT, [f"{POLICY}_tables.py"], [f"{POLICY}_flow.py"]]
        for name in ("evidence", "information_flow")
    },
    "core/intake.py": [
        SNAPSHOT,
        [f"{POLICY}_tables.py"],
        # compares the table with docs/reference/intake-row.md
        ["tests/unit/core/test_intake.py", "tests/unit/services/records/test_accepted_codes.py"],
        VISIBILITY,
    ],
    "services/sharing/visibility.py": [VISIBILITY, LOOKS, NIGHT],
    "core/policy/sharing/events.py": [SNAPSHOT, EVENTS],
    "services/sharing/events.py": [EVENTS],
    "core/policy/approvals.py": [SNAPSHOT, [f"{POLICY}_approvals.py"]],
    "core/policy/case/missing_from_care.py": [
        SNAPSHOT,
        ["tests/integration/test_departure_states.py", *SQLITE],
    ],
    "core/policy/process.py": [PROCESSES, [f"{POLICY}_story.py", f"{POLICY}_review.py"]],
    "core/policy/case/care_confirmation.py": [SNAPSHOT, [f"{POLICY}_terms.py"], VISIBILITY],
    "core/policy/case/consent.py": [SNAPSHOT, [f"{POLICY}_consent.py"], PROCESSES],
    "core/policy/case/story_steps.py": [[f"{POLICY}_story.py"], PROCESSES],
    "core/policy/sharing/disclosure.py": [
        SNAPSHOT,
        [f"{POLICY}_terms.py"],
        [f"{POLICY}_disclosure.py"],
    ],
    "core/policy/review.py": [
        SNAPSHOT,
        [f"{POLICY}_terms.py"],
        [f"{POLICY}_tables.py"],
        [f"{POLICY}_review.py"],
        PROCESSES,
    ],
    **{
        f"core/policy/{name}.py": [
            SNAPSHOT,
            [f"{POLICY}_terms.py", f"{POLICY}_{tests}.py"],
        ]
        for name, tests in {
            "case/deadlines": "deadlines",
            "case/sealed_messages": "sealed_messages",
            "sharing/disclosure_steps": "disclosure",
            "sharing/link_requests": "link_requests",
            "sharing/relay_desk": "relay",
        }.items()
    },
    **{
        f"core/policy/{name}.py": [
            SNAPSHOT,
            [f"{POLICY}_terms.py"],
            [f"{POLICY}_tables.py"],
            [f"{POLICY}.py"],
            PROCESSES,
        ]
        for name in (
            "access",
            "case/case_story",
            "case/reporter_check",
            "case/people",
            "data_rights",
            "directory",
            "exchange",
            "records/photos",
            "records/retention",
            "search",
            "statistics",
        )
    },
}

# (file, change without its line) -> reason why no test can distinguish it from the original
EQUIVALENT: dict[tuple[str, str], str] = {
    (
        "core/policy/participating_states.py",
        '{ **dict.fromkeys( "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL'
        " PT R... -> {**dict.fromkeys(('CH', 'IS', 'LI', 'NO'), 'schengen'), **dict.fromkeys("
        "'AT BE BG CY CZ DE...",
    ): "the two groups have no state in common: only the order of the table differs",
    (
        "core/policy/case/story_steps.py",
        "(*step.states, *step.to) -> (*step.states,)",
    ): "a step leaves every state of a story, so each is in `states` of a step",
    (
        "services/sharing/visibility.py",
        "256 -> 257",
    ): "the number of cached statements: only time and memory differ",
    (
        "services/sharing/visibility.py",
        "\"postgresql\" -> 'postgresql~'",
    ): "the other form of the statement finds the same rows",
    (
        "services/sharing/visibility.py",
        "actor.states <= STATES -> actor.states < STATES",
    ): "an actor has two states at most, never every participating state",
}
