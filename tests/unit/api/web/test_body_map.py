from __future__ import annotations

import itertools

import pytest
from starlette.datastructures import FormData

from api.web import body_map
from api.web.forms import SubmittedForm
from api.web.pages.records.new_record import rows_of
from api.web.render import STATIC
from matching.codes import code_lists

SPOT_PIXELS, SMALLEST_TARGET = 26, 24  # WCAG 2.2, 2.5.8


def test_every_part_of_the_list_has_a_spot_and_every_spot_its_place() -> None:
    assert {part for part, _ in body_map.SPOTS} == set(code_lists.MARK_PARTS)
    assert {side for _, side in body_map.SPOTS} <= {"", *code_lists.MARK_SIDES}
    assert (STATIC / "body.css").read_text().endswith(body_map.spot_css())


def test_no_spot_lies_on_another() -> None:
    for one, other in itertools.combinations(body_map.SPOTS.values(), 2):
        assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= SMALLEST_TARGET, (one, other)


def test_the_sides_mirror_each_other() -> None:
    for part in {part for part, side in body_map.SPOTS if side}:
        right, left = body_map.SPOTS[part, "right"], body_map.SPOTS[part, "left"]
        assert right[1] == left[1]
        # the body map shows this part from behind
        assert (right[0] < left[0]) is (part != "buttock")


def _form(**fields: str | list[str]) -> SubmittedForm:
    return SubmittedForm(
        FormData(
            [
                (name, one)
                for name, values in fields.items()
                for one in ([values] if isinstance(values, str) else values)
            ]
        )
    )


ROWS = {
    "mark_kind": ["scar", ""],
    "mark_part": ["chin", ""],
    "mark_side": ["", ""],
    "mark_text": ["", ""],
}


@pytest.mark.parametrize(("part", "side"), body_map.SPOTS)
def test_a_chosen_spot_becomes_the_last_row_of_the_list_once(part: str, side: str) -> None:
    form = _form(
        **ROWS,
        mark_spot=f"{part}:{side}",
        mark_spot_kind="burn",
        mark_spot_text="round",
        full_name="A B",
    )
    added = body_map.add_chosen_mark(form)
    assert rows_of(added)["marks"] == ["scar:chin", f"burn:{part}:{side}:round"]
    assert added.text("full_name") == "A B"
    assert body_map.add_chosen_mark(added) is added


@pytest.mark.parametrize("spot", ["", "tail:left", "chin:left", "forearm:"])
def test_an_unknown_spot_adds_no_mark(spot: str) -> None:
    form = _form(**ROWS, mark_spot=spot, mark_spot_kind="burn")
    assert body_map.add_chosen_mark(form) is form
