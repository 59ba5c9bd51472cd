"""Chapter: confirmed matches by pair of states, and the days until one."""

from __future__ import annotations

from core.codes.review import MatchState
from reports.assumptions import ReportInputs
from reports.figure_builder import FigureBuilder
from reports.figures import Block, Paragraph, Section, Table


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about confirmed matches by pair of states, and the days until one."""
    counts = inputs.counts
    confirmed = counts.sum("outcomes", outcome=MatchState.CONFIRMED)
    confirmed_matches = draft.count(
        "borders.confirmed_matches",
        confirmed,
        "pairs that both sides confirmed to be one person",
        "pairs",
    )
    across = counts.bounds_where(
        "confirmed_matches",
        lambda cell: cell["state_a"] != cell["state_b"],
        {"outcome": MatchState.CONFIRMED},
        query="cube confirmed_matches: outcome = confirmed, two different states / all",
    )
    share = draft.between(
        "borders.across", across, "share", "Of the confirmed pairs, those of two states"
    )
    states = sorted(
        {
            *counts.codes("confirmed_matches", "state_a"),
            *counts.codes("confirmed_matches", "state_b"),
        }
    )
    blocks: list[Block] = [
        Paragraph(
            f"Both sides confirmed {confirmed_matches} pairs. Of these, {share} join two states."
        )
    ]
    if states:
        query = "cube confirmed_matches: outcome = confirmed, the two states in either order"
        rows = []
        for at, state in enumerate(states):
            cells = [
                draft.count(
                    f"borders.{state}.{other_state}",
                    counts.sum(
                        "confirmed_matches",
                        outcome=MatchState.CONFIRMED,
                        state_a=state,
                        state_b=other_state,
                    ),
                    "confirmed pairs of the two states",
                    "pairs",
                    query=query,
                )
                for other_state in states[at:]
            ]
            rows.append((state, *[""] * at, *cells))
        blocks.append(Table("Confirmed pairs, state by state", ("State", *states), tuple(rows)))
    blocks += [
        draft.bars(
            "borders.days",
            "days_to_confirmation",
            "Days from the later registration to the last confirmation",
            "days",
            unit="pairs",
            outcome=MatchState.CONFIRMED,
        ),
        Paragraph(
            "A cell is withheld if it counts fewer than eleven children, and so are cells that"
            " would reveal such a number. Small states therefore achieve more than is shown here."
            " Days count from registration, not from disappearance.",
            is_limit=True,
        ),
    ]
    return Section("borders", "Across borders", tuple(blocks))
