"""Create the figures of a report. Texts refer to a figure as `{id}`."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping

from reports.counts import Bounds, CellSum, CodeFilter, PublishedCounts
from reports.estimates import Estimate, share_difference, wilson_share
from reports.figures import Chart, Definition, Figure, Interval, Provenance, Series, Table
from reports.formatting import describe_code
from services.statistics.definitions import CUBES


class Withheld(enum.Enum):
    """The value of a figure that is known but not published."""

    WITHHELD = "withheld"


WITHHELD = Withheld.WITHHELD


def unless_withheld(value: float | None, *, is_withheld: bool) -> float | Withheld | None:
    """Return the value, or WITHHELD if it is None because it is withheld."""
    return WITHHELD if value is None and is_withheld else value


class FigureBuilder:
    """Collects the figures of a report while it is built.

    `figures` has all figures so far, by id. `counts` are the published counts of the report.
    """

    def __init__(self, counts: PublishedCounts) -> None:
        self.counts = counts
        self.figures: dict[str, Figure] = {}

    def add(
        self,
        figure_id: str,
        value: float | Withheld | None,
        unit: str,
        tag: Provenance,
        definition: Definition,
        *,
        interval: Interval | None = None,
    ) -> str:
        """Add a figure and return its reference for texts.

        Values are rounded to six significant digits; counts stay whole. Raise ValueError if the id
        exists.
        """
        if figure_id in self.figures:
            raise ValueError(f"two figures are called {figure_id}")
        bounds = None if interval is None else (_six(interval[0]), _six(interval[1]))
        is_withheld = isinstance(value, Withheld)
        rounded = None if value is None or isinstance(value, Withheld) else _six(value)
        self.figures[figure_id] = Figure(
            id=figure_id,
            value=rounded,
            unit=unit,
            tag=tag,
            definition=definition,
            interval=bounds,
            suppressed=is_withheld,
        )
        return "{" + figure_id + "}"

    def count(
        self,
        figure_id: str,
        cell_sum: CellSum,
        text: str,
        unit: str = "records",
        *,
        query: str = "",
    ) -> str:
        """Add a sum of published cells. `query` may replace its query, for example in tables."""
        definition = Definition(text, query or cell_sum.query)
        value = unless_withheld(cell_sum.value, is_withheld=cell_sum.is_withheld)
        return self.add(figure_id, value, unit, Provenance.MEASURED, definition)

    def share(
        self,
        figure_id: str,
        part: CellSum,
        whole: CellSum,
        text: str,
        *,
        is_sample: bool = False,
        query: str = "",
    ) -> str:
        """Add the share of one sum in another.

        `is_sample`: with Wilson's interval. Without it, the sums cover everybody and have no
        interval.
        """
        query = query or f"({part.query}) / ({whole.query})"
        definition = Definition(text, query + ("; Wilson 95 %" if is_sample else ""))
        is_withheld = part.is_withheld or whole.is_withheld
        compared = (
            None
            if part.value is None or whole.value is None
            else wilson_share(part.value, whole.value)
        )
        value = unless_withheld(compared.value if compared else None, is_withheld=is_withheld)
        bounds = (compared.low, compared.high) if compared and is_sample else None
        return self.add(figure_id, value, "share", Provenance.MEASURED, definition, interval=bounds)

    def bounded(
        self,
        figure_id: str,
        cube: str,
        part: Mapping[str, CodeFilter],
        whole: Mapping[str, CodeFilter],
        text: str,
        *,
        query: str = "",
    ) -> str:
        """Add the share of a part of a cube: exact, or its limits if cells are withheld."""
        bounds = self.counts.bounds(cube, part, whole)
        return self.between(
            figure_id, dataclasses.replace(bounds, query=query or bounds.query), "share", text
        )

    def between(self, figure_id: str, bounds: Bounds, unit: str, text: str) -> str:
        """Add a number by its limits.

        The value is exact if both limits are equal. It is withheld if published cells give no
        limits.
        """
        definition = Definition(
            f"{text}. Withheld cells leave it between the ends shown.", bounds.query
        )
        if bounds.low is None or bounds.high is None:
            no_value = unless_withheld(None, is_withheld=bounds.is_withheld)
            return self.add(figure_id, no_value, unit, Provenance.MEASURED, definition)
        if bounds.low == bounds.high:
            return self.add(figure_id, bounds.low, unit, Provenance.MEASURED, definition)
        ends = (bounds.low, bounds.high)
        return self.add(figure_id, WITHHELD, unit, Provenance.MEASURED, definition, interval=ends)

    def estimate(
        self,
        figure_id: str,
        estimate: Estimate | None,
        unit: str,
        tag: Provenance,
        definition: Definition,
    ) -> str:
        """Add an estimate with its interval; None means unknown."""
        if estimate is None:
            return self.add(figure_id, None, unit, tag, definition)
        return self.add(
            figure_id, estimate.value, unit, tag, definition, interval=(estimate.low, estimate.high)
        )

    def gap(
        self,
        figure_id: str,
        left: Estimate | None,
        right: Estimate | None,
        tag: Provenance,
        text: str,
    ) -> str:
        """Add the difference `left` less `right` of two shares; unknown if one of them is None."""
        definition = Definition(
            text, "difference of the two shares; Newcombe 95 %, as if they were independent"
        )
        difference = None if left is None or right is None else share_difference(left, right)
        return self.estimate(figure_id, difference, "points", tag, definition)

    def crossed(
        self,
        prefix: str,
        cube: str,
        caption: str,
        of: str,
        *,
        unit: str = "records",
        **wanted: CodeFilter,
    ) -> Table:
        """Return a table of a cube by two dimensions, with a figure in each cell.

        `of` has the two dimensions, separated by a space: rows, then columns. `wanted` limits other
        dimensions to codes. The id of a figure is `prefix`, row code and column code, joined by
        full stops.
        """
        down, across = of.split()
        query = f"cube {cube} ({CUBES[cube].query}): sum of the cells of row and column"
        columns = self.counts.codes(cube, across)
        rows = []
        for code in self.counts.codes(cube, down):
            named = [
                self.count(
                    f"{prefix}.{code}.{column}",
                    self.counts.sum(cube, **{down: code, across: column}, **wanted),
                    f"{caption}: {CUBES[cube].counts}",
                    unit,
                    query=query,
                )
                for column in columns
            ]
            rows.append((describe_code(code), *named))
        return Table(caption, (describe_code(down), *map(describe_code, columns)), tuple(rows))

    def bars(
        self,
        prefix: str,
        cube: str,
        caption: str,
        of: str,
        *,
        unit: str = "records",
        **wanted: CodeFilter,
    ) -> Chart:
        """Return bars of a cube by a dimension.

        `of` may name a second dimension after a space; each of its codes then has its own series of
        bars. `wanted` limits other dimensions to codes. Figure ids start with `prefix`.
        """
        dimension, _, split = of.partition(" ")
        query = f"cube {cube} ({CUBES[cube].query}): sum of the cells of the row"
        series = []
        for part in self.counts.codes(cube, split) if split else ("",):
            also = {split: part} if split else {}
            names = {
                code: self.count(
                    f"{prefix}.{part + '.' if part else ''}{code}",
                    self.counts.sum(cube, **{dimension: code}, **also, **wanted),
                    f"{caption}: {CUBES[cube].counts}",
                    unit,
                    query=query,
                )
                for code in self.counts.codes(cube, dimension)
            }
            points = tuple((describe_code(code), name.strip("{}")) for code, name in names.items())
            series.append(Series(describe_code(part or unit), points))
        return Chart("bars", caption, describe_code(dimension), unit, tuple(series))

    def known(self, reference: str) -> Figure:
        """Return a figure by its reference in a text."""
        return self.figures[reference.strip("{}")]


def _six(value: float) -> float:
    if value == round(value) and abs(value) < 1e15:
        return int(value)
    return float(f"{value:.6g}")
