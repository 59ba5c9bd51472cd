"""What it costs: the measured curve, its fit, what follows for more records and which machines, a
confirmed hit.
"""

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
# id, words, unit, where it stands
_MEASURES: tuple[_Measure, ...] = (
    ("pairs", "Candidate pairs", "pairs", lambda point: point.pairs),
    ("cpu", "Processor time", "s", lambda point: point.cpu_s),
    ("memory", "Memory", "bytes", lambda point: point.memory_bytes),
    ("disk", "Disk of the store", "bytes", lambda point: point.disk_bytes),
)
_SMALLEST_FITTED = 3  # points


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Make the chapter."""
    points = inputs.benchmarks.points
    fits = {name: _fitted(points, value) for name, _, _, value in _MEASURES}
    blocks: list[Block] = [
        _intro(inputs, draft),
        _measured(draft, points),
        _chart(draft, inputs, fits),
        _ahead(draft, fits),
        _hardware(inputs, draft, fits),
        *_hit(inputs, draft, fits),
        _runs(draft),
        Paragraph(
            "The largest size that was run is small against what is extrapolated to; memory has a"
            " base that does not grow, so that its fit says little far out. Buildings, training,"
            " translation, interpreters and the care that follows a hit are in no number here, and"
            " outweigh every machine.",
            is_limit=True,
        ),
    ]
    return Section("cost", "Cost and scale", tuple(blocks))


def _fitted(
    points: Sequence[ScalePoint], value: Callable[[ScalePoint], float | None]
) -> PowerLaw | None:
    """Return the fit of the larger two thirds of the sizes, three at least: in small ones what
    every run costs, however few the records, hides how it grows.
    """
    known = sorted(
        (float(point.records), float(found)) for point in points if (found := value(point))
    )
    fitted = known[-max(_SMALLEST_FITTED, len(known) * 2 // 3) :]
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
            "Load of the machine at the end: above its cores it was shared, and wall times say"
            " little.",
            "benchmarks",
        ),
    )
    return Paragraph(
        f"Measured on a machine of {cores} and {memory} at a load of {load}, synthetic worlds"
        " linked with themselves; processor time, not wall time, is what is told."
    )


def _measured(draft: FigureBuilder, points: Sequence[ScalePoint]) -> Table:
    definition = {
        name: Definition(
            (
                f"{words} of matching a synthetic world of this size with itself."
                if name != "disk"
                else (
                    "Bytes on disk of a store after a world of this size was taken in, sealed,"
                    " keyed and in the trail."
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
        "Processor seconds by the fitted power of the records, with the interval of a new point.",
        "benchmarks: cost points, least squares of logarithms",
    )
    ahead = []
    for size in (100_000, *PROJECTED_SIZES):
        found = None if fit is None else fit.at(size)
        name = draft.estimate(f"cost.fit.cpu.{size}", found, "s", Provenance.SIMULATED, definition)
        ahead.append((float(size), name.strip("{}")))
    series = (Series("Measured", tuple(measured)), Series("Extrapolated", tuple(ahead)))
    return Chart(
        "lines", "Processor seconds of a cross-match", "Records", "seconds", series, scale="log"
    )


def _ahead(draft: FigureBuilder, fits: dict[str, PowerLaw | None]) -> Table:
    power_of = Definition(
        "The power of the records by which it grows, fitted to the larger two thirds of the sizes,"
        " three at least.",
        "least squares of logarithms; Student's t 95 %",
    )
    ahead_of = Definition(
        "What the fit says of this size: an extrapolation, with the interval of a new point.",
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
        "Extrapolated", ("What", "Power of records", "1 M records", "10 M records"), tuple(rows)
    )


def _hardware(
    inputs: ReportInputs, draft: FigureBuilder, fits: dict[str, PowerLaw | None]
) -> Table:
    night = inputs.assumed("hours_a_night") * 3600
    cores_of = Definition(
        "Cores that finish a nightly cross-match of every record in the hours of a night; the"
        " interval is the fit's.",
        "extrapolated processor seconds / (3600 x hours a night)",
    )
    eur_of = Definition(
        "Euros a year for a cross-match every night and the store on disk, at the prices assumed.",
        "365 x processor hours x price of a core hour + 12 x gigabytes x price of a gigabyte month",
    )
    rows = []
    for size in PROJECTED_SIZES:
        label = f"{size // 1_000_000}m"
        cpu, disk = (
            fit.at(size) if (fit := fits[name]) is not None else None for name in ("cpu", "disk")
        )
        cores = None if cpu is None else _times(cpu, 1 / night)
        hour, month = inputs.assumed("eur_a_core_hour"), inputs.assumed("eur_a_gigabyte_month")
        eur = None
        if cpu is not None and disk is not None:
            eur = _plus(_times(cpu, 365 * hour / 3600), _times(disk, 12 * month / 1e9))
        rows.append(
            (
                f"{size // 1_000_000} M records",
                draft.estimate(f"cost.cores.{label}", cores, "cores", Provenance.ASSUMED, cores_of),
                draft.estimate(f"cost.machines.{label}", eur, "EUR", Provenance.ASSUMED, eur_of),
            )
        )
    return Table(
        "Machines for it",
        ("Store", "Cores for the night", "Processors and disk, a year"),
        tuple(rows),
    )


def _hit(
    inputs: ReportInputs, draft: FigureBuilder, fits: dict[str, PowerLaw | None]
) -> list[Block]:
    found = inputs.benchmarks
    at = next(threshold for threshold in found.thresholds if threshold.threshold == 0.5)
    measured = draft.known("work.reviews")
    reviews = (
        Estimate((at.found + at.wrong) / at.found, 0, 0)
        if measured.value is None
        else Estimate(measured.value, 0, 0)
    )
    minutes = draft.known("work.minutes").value or 0.0
    a_look = minutes / 60 * inputs.assumed("eur_an_hour")
    staff = draft.add(
        "cost.hit.staff",
        reviews.value * inputs.assumed("looks_a_candidate") * a_look,
        "EUR",
        Provenance.ASSUMED,
        Definition(
            "Officers' time for each confirmed hit: pairs looked at for it x people a pair x"
            " minutes x price of an hour. Pairs for a hit are the verdicts' where they are"
            " published, else those of synthetic truth at .5.",
            "work.reviews x looks x work.minutes / 60 x EUR an hour",
        ),
    )
    cpu = fits["cpu"]
    hits = at.found / (found.records * len(found.seeds)) * PROJECTED_SIZES[0]
    machine = (
        None
        if cpu is None
        else cpu.at(PROJECTED_SIZES[0]).value
        * 365
        / 3600
        * inputs.assumed("eur_a_core_hour")
        / hits
    )
    machines = draft.add(
        "cost.hit.machine",
        machine,
        "EUR",
        Provenance.ASSUMED,
        Definition(
            "Processor time of a year's nightly cross-matches of a million records for each true"
            " pair found in them, as often as synthetic people have one.",
            "extrapolated processor hours x 365 x price / (true pairs found for each record x 1 M)",
        ),
    )
    return [
        Paragraph(
            f"A confirmed hit costs {staff} of people's time and {machines} of processors. Neither"
            " holds what running a store day and night costs."
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
        "runs": "count",
    }
    rows = [
        (
            describe_code(run),
            *(
                draft.count(
                    f"cost.runs.{run}.{quantity}",
                    counts.sum("runs", run=run, quantity=quantity),
                    "runs of this store that ended well, summed",
                    units[quantity],
                    query=query,
                )
                for quantity in DIMENSION_CODES["quantity"]
            ),
        )
        for run in DIMENSION_CODES["run"]
    ]
    return Table(
        "Runs of this store", ("Run", *map(describe_code, DIMENSION_CODES["quantity"])), tuple(rows)
    )


def _times(left: Estimate, factor: float) -> Estimate:
    return Estimate(left.value * factor, left.low * factor, left.high * factor)


def _plus(left: Estimate, right: Estimate) -> Estimate:
    return Estimate(left.value + right.value, left.low + right.low, left.high + right.high)
