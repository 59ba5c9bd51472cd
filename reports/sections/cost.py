"""Chapter: costs. Measured curve, fit, extrapolation, machines, and cost of a confirmed match."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.assumptions import ReportInputs
from reports.benchmarks import ScalePoint
from reports.estimates import Estimate, PowerLaw, fit_power_law
from reports.figure_builder import FigureBuilder
from reports.figures import Block, Chart, Definition, Paragraph, Provenance, Section, Series, Table
from reports.formatting import describe_code
from reports.sections.work import PROJECTED_SIZES
from services.statistics.definitions import DIMENSION_CODES

_Measure = tuple[str, str, str, Callable[[ScalePoint], float | None]]
# id, words, unit, value of a point
_MEASURES: tuple[_Measure, ...] = (
    ("pairs", "Candidate pairs", "pairs", lambda point: point.pairs),
    ("cpu", "Processor time", "s", lambda point: point.cpu_s),
    ("memory", "Memory", "bytes", lambda point: point.memory_bytes),
    ("disk", "Disk of the store", "bytes", lambda point: point.disk_bytes),
)
_SMALLEST_FITTED = 3  # points


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about costs."""
    points = inputs.benchmarks.points
    fits = {name: _fitted(points, value) for name, _, _, value in _MEASURES}
    blocks: list[Block] = [
        _intro(inputs, draft),
        _measured(draft, points),
        _chart(draft, inputs, fits),
        _ahead(draft, fits),
        _hardware(inputs, draft, fits),
        *_confirmed_match(inputs, draft, fits),
        _runs(draft),
        Paragraph(
            "The largest measured size is small compared with the extrapolated ones. Memory has a"
            " fixed part, so its fit is not reliable far from the measured sizes. Buildings,"
            " training, translation, interpreters and the care that follows a match are not"
            " included; they cost more than all machines.",
            is_limit=True,
        ),
    ]
    return Section("cost", "Cost and scale", tuple(blocks))


def _fitted(
    points: Sequence[ScalePoint], value: Callable[[ScalePoint], float | None]
) -> PowerLaw | None:
    """Fit a power law to the larger two thirds of the sizes, at least three.

    Small sizes are left out, because the fixed cost of a run hides the growth there.
    """
    points_sorted = sorted(
        (float(point.records), float(y)) for point in points if (y := value(point))
    )
    fitted = points_sorted[-max(_SMALLEST_FITTED, len(points_sorted) * 2 // 3) :]
    return fit_power_law(fitted) if len(fitted) >= _SMALLEST_FITTED else None


def _intro(inputs: ReportInputs, draft: FigureBuilder) -> Paragraph:
    machine = inputs.benchmarks.machine
    cores = draft.add(
        "cost.machine.cores",
        float(machine.get("cores", 0)) or None,
        "cores",
        Provenance.MEASURED,
        Definition("Cores of the machine the curve was measured on.", "benchmarks: machine"),
    )
    memory = draft.add(
        "cost.machine.memory",
        float(machine.get("memory_bytes", 0)) or None,
        "bytes",
        Provenance.MEASURED,
        Definition("Memory of the machine the curve was measured on.", "benchmarks: machine"),
    )
    load = draft.add(
        "cost.machine.load",
        float(machine.get("load", 0)),
        "count",
        Provenance.MEASURED,
        Definition(
            "Load of the machine at the end. Above its number of cores the machine was shared, and"
            " wall times are not reliable.",
            "benchmarks",
        ),
    )
    return Paragraph(
        f"Measured on a machine with {cores} and {memory} at a load of {load}, by linking synthetic"
        " worlds with themselves. Times are processor times, not wall times."
    )


def _measured(draft: FigureBuilder, points: Sequence[ScalePoint]) -> Table:
    definition = {
        name: Definition(
            (
                f"{words} of matching a synthetic world of this size with itself."
                if name != "disk"
                else (
                    "Bytes on disk of a store after the import of a world of this size, including"
                    " match keys and audit log."
                )
            ),
            "benchmarks: cost points",
        )
        for name, words, _, _ in _MEASURES
    }
    rows = []
    for point in points:
        cells = [
            (
                draft.add(
                    f"cost.{name}.{point.records}",
                    value(point),
                    unit,
                    Provenance.SIMULATED,
                    definition[name],
                )
                if value(point) is not None
                else ""
            )
            for name, _, unit, value in _MEASURES
        ]
        rows.append((f"{point.records:,}", *cells))
    return Table(
        "The cost curve, measured",
        ("Records", *(words for _, words, _, _ in _MEASURES)),
        tuple(rows),
    )


def _chart(draft: FigureBuilder, inputs: ReportInputs, fits: dict[str, PowerLaw | None]) -> Chart:
    fit = fits["cpu"]
    measured = [
        (float(point.records), f"cost.cpu.{point.records}") for point in inputs.benchmarks.points
    ]
    definition = Definition(
        "Processor seconds by the fitted power of the number of records, with the interval of a new"
        " point.",
        "benchmarks: cost points, least squares of logarithms",
    )
    ahead = []
    for size in (100_000, *PROJECTED_SIZES):
        fitted = None if fit is None else fit.at(size)
        name = draft.estimate(f"cost.fit.cpu.{size}", fitted, "s", Provenance.SIMULATED, definition)
        ahead.append((float(size), name.strip("{}")))
    series = (Series("Measured", tuple(measured)), Series("Extrapolated", tuple(ahead)))
    return Chart(
        "lines", "Processor seconds of a cross-match", "Records", "seconds", series, scale="log"
    )


def _ahead(draft: FigureBuilder, fits: dict[str, PowerLaw | None]) -> Table:
    power_of = Definition(
        "The exponent of growth with the number of records, fitted to the larger two thirds of the"
        " sizes, at least three.",
        "least squares of logarithms; Student's t 95 %",
    )
    ahead_of = Definition(
        "The value of the fit at this size: an extrapolation, with the interval of a new point.",
        "scale x records^power",
    )
    rows = []
    for name, words, unit, _ in _MEASURES:
        fit = fits[name]
        power = draft.estimate(
            f"cost.power.{name}",
            None if fit is None else fit.power,
            "count",
            Provenance.SIMULATED,
            power_of,
        )
        cells = []
        for size in PROJECTED_SIZES:
            ahead = None if fit is None else fit.at(size)
            label = f"cost.ahead.{name}.{size // 1_000_000}m"
            cells.append(draft.estimate(label, ahead, unit, Provenance.SIMULATED, ahead_of))
        rows.append((words, power, *cells))
    return Table(
        "Extrapolated", ("Quantity", "Exponent", "1 M records", "10 M records"), tuple(rows)
    )


def _hardware(
    inputs: ReportInputs, draft: FigureBuilder, fits: dict[str, PowerLaw | None]
) -> Table:
    night = inputs.assumed("hours_a_night") * 3600
    cores_of = Definition(
        "Cores needed to finish a nightly cross-match of all records within the hours of a night;"
        " the interval is that of the fit.",
        "extrapolated processor seconds / (3600 x hours a night)",
    )
    eur_of = Definition(
        "Euros per year for a cross-match every night and for disk space, at the assumed prices.",
        "365 x processor hours x price of a core hour + 12 x gigabytes x price of a gigabyte month",
    )
    rows = []
    for size in PROJECTED_SIZES:
        label = f"{size // 1_000_000}m"
        cpu, disk = (
            fit.at(size) if (fit := fits[name]) is not None else None for name in ("cpu", "disk")
        )
        cores = None if cpu is None else cpu.times(1 / night)
        hour, month = inputs.assumed("eur_a_core_hour"), inputs.assumed("eur_a_gigabyte_month")
        eur = None
        if cpu is not None and disk is not None:
            eur = _plus(cpu.times(365 * hour / 3600), disk.times(12 * month / 1e9))
        rows.append(
            (
                f"{size // 1_000_000} M records",
                draft.estimate(f"cost.cores.{label}", cores, "cores", Provenance.ASSUMED, cores_of),
                draft.estimate(f"cost.machines.{label}", eur, "EUR", Provenance.ASSUMED, eur_of),
            )
        )
    return Table(
        "Machines needed",
        ("Store", "Cores for the night", "Processors and disk, per year"),
        tuple(rows),
    )


def _confirmed_match(
    inputs: ReportInputs, draft: FigureBuilder, fits: dict[str, PowerLaw | None]
) -> list[Block]:
    benchmarks = inputs.benchmarks
    at = benchmarks.proposals
    measured = draft.known("work.reviews")
    reviews = (at.found + at.wrong) / at.found if measured.value is None else measured.value
    minutes = draft.known("work.minutes").value or 0.0
    a_review = minutes / 60 * inputs.assumed("eur_an_hour")
    staff = draft.add(
        "cost.confirmed_match.staff",
        reviews * inputs.assumed("reviews_a_match") * a_review,
        "EUR",
        Provenance.ASSUMED,
        Definition(
            "Officers' time per confirmed match: pairs reviewed x people per pair x minutes x price"
            " of an hour. The number of pairs per confirmed match comes from published decisions,"
            " or else from synthetic truth at 0.5.",
            "work.reviews x people per pair x work.minutes / 60 x EUR an hour",
        ),
    )
    cpu = fits["cpu"]
    confirmed = at.found / (benchmarks.records * len(benchmarks.seeds)) * PROJECTED_SIZES[0]
    machine = (
        None
        if cpu is None
        else cpu.at(PROJECTED_SIZES[0]).value
        * 365
        / 3600
        * inputs.assumed("eur_a_core_hour")
        / confirmed
    )
    machines = draft.add(
        "cost.confirmed_match.machine",
        machine,
        "EUR",
        Provenance.ASSUMED,
        Definition(
            "Processor cost of nightly cross-matches of a million records in one year, per true"
            " pair found. True pairs are as frequent as in the synthetic worlds.",
            "extrapolated processor hours x 365 x price / (true pairs found for each record x 1 M)",
        ),
    )
    return [
        Paragraph(
            f"A confirmed match costs {staff} of people's time and {machines} of processors."
            " Neither number includes the running cost of a store."
        )
    ]


def _runs(draft: FigureBuilder) -> Table:
    counts = draft.counts
    query = "cube runs (rounded to two significant digits): the row's run, the column's quantity"
    units = {
        "records": "records",
        "pairs_compared": "pairs",
        "pairs_kept": "pairs",
        "seconds": "s",
        "matching_runs": "count",
    }
    rows = [
        (
            describe_code(matching_run),
            *(
                draft.count(
                    f"cost.matching_runs.{matching_run}.{quantity}",
                    counts.sum("matching_runs", matching_run=matching_run, quantity=quantity),
                    "sum over the successful runs of this store",
                    units[quantity],
                    query=query,
                )
                for quantity in DIMENSION_CODES["quantity"]
            ),
        )
        for matching_run in DIMENSION_CODES["matching_run"]
    ]
    return Table(
        "Runs of this store",
        ("Matching run", *map(describe_code, DIMENSION_CODES["quantity"])),
        tuple(rows),
    )


def _plus(left: Estimate, right: Estimate) -> Estimate:
    return Estimate(left.value + right.value, left.low + right.low, left.high + right.high)
