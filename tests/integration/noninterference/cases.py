"""The table of test cases: facts of a hidden record that must not flow to a viewer."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.policy.sharing.information_flow import LINK_FROM_PROBABILITY
from core.policy.sharing.views import View
from matching import BANDS, Person, Population, Scores, TokenFrequencies
from matching.model.probability import amounts, bands, probabilities
from services.search.person_search import QUERY_COLUMNS
from services.sharing import flow_table
from tests.factories import OTHER, engine

Row = Mapping[str, str | Sequence[str]]
Columns = dict[str, str | Sequence[str]]
# band of all evidence, band with the leaked fact, whether there is a link
Answer = tuple[str | bool, ...]
Around = tuple[str, str]  # name and phone of a person around the child

VIEWS = ("none", "barred", "link", "profile", "identity")
SHARED = ("link", "profile", "identity")
BELOW_IDENTITY = ("none", "barred", "link", "profile")
UNSEEN = ("none", "barred")
STORE_SIZE = 1_000  # the size that the rarity store assumes before its first snapshot

PERSON: Columns = {
    "full_name": "Shekiba Rahimzadah",
    "birth_date": "2009-07-10",
    "sex": "F",
    "nationalities": ["AF"],
    "height_cm": "153",
    "eyes": "brown",
    "hair": "black",
}
# Place and date of the event, by the kind of the hidden record.
HIDDEN: dict[str, Row] = {
    "found": {
        "event_date": "2024-02-03",
        "event_country": "DE",
        "event_place": "Hamburg",
        "care": "residential",
    },
    "missing": {"event_date": "2023-09-14", "event_country": "IT", "event_place": "Bari"},
    "preventive": {},
}
OWN: dict[str, Row] = {
    "found": {"event_date": "2023-09-14", "event_country": "GR", "event_place": "Lesvos"},
    "missing": {"event_date": "2024-02-03", "event_country": "GR", "event_place": "Lesvos"},
    "preventive": {"event_date": "2024-02-03", "event_country": "GR", "event_place": "Lesvos"},
}
EARLIER_DATES = {
    "2024-02-03": "2024-01-20",
    "2021-02-03": "2021-01-20",
    "2023-09-14": "2023-10-02",
    "2020-09-14": "2020-10-02",
}
# Rows of the viewer, from certain to wrong. Their sums of evidence are so dense that every fact
# decides a threshold for some of them.
NAMES = (
    "Shekiba Rahimzadah",
    "Shekiba",
    "Shakiba",
    "Shekiba Rahimi",
    "Golnar Rahimzadah",
    "Golnar Ahmadi",
)
BIRTHS = ("2009-07-10", "2009-07", "2009-07-11", "2009-01-02", "2011-07-10", "2013-01-02")
LOOKS: tuple[Row, ...] = (
    {},
    {"height_cm": "153"},
    {"eyes": "brown", "hair": "black"},
    {"eyes": "blue"},
)


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """A fact in two values: the columns of the hidden record, and of the viewer's record that guess
    the value.

    `around` gives the person around the child whom the value names. `views` are the views that keep
    the fact.
    """

    name: str
    values: tuple[str, str]
    hidden: Callable[[str], Row]
    own: Callable[[str], Row] = lambda _: {}
    around: Callable[[str], Around] | None = None
    views: tuple[str, ...] = SHARED


def _column(name: str) -> Callable[[str], Row]:
    return lambda value: {name: value}


def _list(name: str, form: str = "{}") -> Callable[[str], Row]:
    return lambda value: {name: [form.format(value)]}


def _around(value: str) -> Around:
    name, _, phone = value.partition("|")
    return name, phone


def _exploiter(value: str) -> Row:
    name, phone = _around(value)
    return {"relatives": [f"exploiter:{name}"], "phones": [f"exploiter:{phone}"]}


def _relative(value: str) -> Row:
    name, phone = _around(value)
    return {"relatives": [f"uncle:{name}"], "phones": [phone]}


def _country_only(value: str) -> Row:
    return {"event_country": value, "event_place": ""}


def _in_italy(value: str) -> Row:
    return {"event_country": "IT", "event_place": value}


def _earlier_date(value: str) -> Row:
    return {"event_date": EARLIER_DATES[value]}


# Columns that only the responsible agency reads and that are not compared, with two values each.
RESPONSIBLE_ONLY: dict[str, Row] = {
    "first": {
        "protection_status": ["unaccompanied:2024-02-03:Youth office"],
        "circumstances": ["left_home"],
        "separation_cause": "conflict",
        "care": ["residential", "foster"],  # two sources
        "age_assessments": ["minor:dental:14-16:2024-02-03:not_contested"],
        "dangers": ["none"],
        "nationality_known": "claimed",
        "statelessness": "at_risk",
        "dialects": ["Hazaragi"],
        "belongings": "a blue bag",
        "biometrics_held": ["fingerprints:Federal police:1"],
    },
    "second": {
        "protection_status": ["married_minor", "separated"],
        "circumstances": ["taken_by_force", "lost_at_sea"],
        "separation_cause": "persecution",
        "care": "with an aunt",
        "age_assessments": ["inconclusive:interview:15-19:2024-02-03:contested"],
        "dangers": ["person::an uncle", "state:SY"],
        "nationality_known": "confirmed",
        "statelessness": "not_stateless",
        "dialects": [],
        "belongings": "",
        "biometrics_held": [],
    },
}


# Facts of a victim that only the responsible agency reads and that are not compared, with two
# values each.
TRAFFICKED: dict[str, Row] = {
    "first": {
        "trafficking_status": "presumed:assessor:2026-02-01:A21 helpline",
        "exploitation": ["begging"],
        "means_of_control": ["withholds_documents", "threats"],
        "recruiter": "family",
    },
    "second": {
        "trafficking_status": "possible:frontline:2026-02-03:Youth office",
        "exploitation": ["sexual", "criminality"],
        "means_of_control": ["debt_bondage"],
        "recruiter": "friend",
    },
}


def _prevented(value: str) -> Row:
    """Return the alert of a person who is not missing. The action is the same in both twins."""
    category, reference = value.split("|")
    return {
        "sis_category": category,
        "sis_decision": f"{reference} F 12/26",
        "sis_status": f"confirmed:{reference}",
    }


def _source(value: str) -> Row:
    """Return the source of every value, and a second source of the hair."""
    return {
        "all@source": value,
        "hair": ["black", "brown"],
        "hair@source": [value, "professional"],
        "hair@quality": ["B2H0", "C2H0"],
    }


def _contradiction(value: str) -> Row:
    """Return eyes and a sex with a contradicting statement that is withheld."""
    return {
        "eyes": ["brown", value],
        "eyes@quality": ["C4H0", "A1H2"],
        "sex": ["F", "M" if value == "blue" else "X"],
        "sex@source": ["relative", "exploiter"],
    }


def _not_passed_on(value: str) -> Row:
    return {"aliases": [value], "aliases@quality": "B2H2"}


def _exploiter_statement(value: str) -> Row:
    return {"birth_place": value, "birth_place@source": "exploiter"}


def _alert(value: str) -> Row:
    """Return facts of an alert whose action is the same in both twins, and of a victim in both."""
    category, reference, trafficked = value.split("|")
    return {
        **TRAFFICKED[trafficked],
        "sis_category": category,
        "sis_status": f"confirmed:{reference}",
        "interpol_status": f"reported:{reference}",
        "europol_status": f"siena_reference:{reference}",
    }


HOMES = ("12 Odos Ermou, Mytilini", "7 Rue Haute, Lille")
CONTACTS = ("Anton Brandt|+49 30 5550199", "Boris Stark|+49 30 5550277")
PASSPORT = "passport:AF:{}"

_EITHER = (
    Fact("home_address", HOMES, _list("home_address"), _list("home_address"), views=VIEWS),
    Fact("ethnicity", ("hazara", "pashtun"), _list("ethnicity"), _list("ethnicity")),
    Fact(
        "self_harm",
        ("self_harm:forearm:left", "self_harm:thigh:right"),
        _list("marks"),
        _list("marks"),
    ),
    Fact("genital", ("scar:genital", "burn:genital"), _list("marks"), _list("marks")),
    Fact("protection", ("first", "second"), lambda value: RESPONSIBLE_ONLY[value]),
    Fact("category", ("runaway_or_thrown_out", "parental_abduction"), _column("category")),
    Fact(
        "description",
        ("She asks for her brother.", "She does not want to be found."),
        _column("description"),
    ),
    Fact("exploiter", CONTACTS, _exploiter, _relative, _around, views=VIEWS),
    Fact(
        "exploiter_name",
        ("Katja Sommer", "Nadia Winter"),
        _list("aliases", "exploiter:{}"),
        _list("aliases"),
    ),
    Fact("source", ("relative", "witness"), _source),
    Fact("contradiction", ("blue", "green"), _contradiction, _column("eyes")),
    Fact("not_passed_on", ("Katja Sommer", "Nadia Winter"), _not_passed_on, _list("aliases")),
    Fact("said_by_exploiter", ("Herat", "Kunduz"), _exploiter_statement, _column("birth_place")),
    Fact(
        "phone_digits",
        ("123456", "654321"),
        _list("phones", "+4915123{}"),
        _list("phones"),
        views=VIEWS,
    ),
    Fact(
        "document_sign",
        ("P1234", "P7654"),
        _list("documents", PASSPORT + "1"),
        _list("documents", PASSPORT + "9"),
        views=BELOW_IDENTITY,
    ),
    Fact(
        "birth_place",
        ("Herat", "Kunduz"),
        _column("birth_place"),
        _column("birth_place"),
        views=BELOW_IDENTITY,
    ),
)


def _existence(value: str) -> Row:
    """Return no facts, or those of another person with a found and a missing record."""
    return (
        {}
        if value == "same"
        else {name: content for name, content in OTHER.items() if name in PERSON}
    )


FACTS: dict[str, tuple[Fact, ...]] = {
    "found": (
        *_EITHER,
        Fact(
            "event_place",
            ("Hamburg", "Munich"),
            _column("event_place"),
            _list("route", "DE:{}"),
            views=VIEWS,
        ),
        Fact("event_country", ("DE", "FR"), _country_only, _list("route")),
        Fact("event_date", ("2024-02-03", "2021-02-03"), _column("event_date"), _earlier_date),
        Fact("route", ("Trieste", "Bari"), _list("route", "IT:{}"), _in_italy),
        Fact("clothing", ("red jacket", "school uniform"), _column("clothing")),
        # a private person, or an authority that acts by law in an emergency
        Fact("guardian", ("person", "emergency"), lambda _: {}, views=("link", "identity")),
        Fact("stated_on", ("2024-02-04", "2024-02-20"), _column("all@stated_on")),
        Fact(
            "trafficking_status",
            (
                "no_indicators:frontline:2026-02-01:Youth office",
                "no_indicators:assessor:2026-02-03:A21 helpline",
            ),
            _column("trafficking_status"),
        ),
        Fact("trafficked", ("first", "second"), lambda value: TRAFFICKED[value]),
        # A child that is not seen must not even exist for the viewer: one twin has another person
        # in its place.
        Fact("existence", ("same", "other"), _existence, views=UNSEEN),
    ),
    "missing": (
        *_EITHER,
        Fact(
            "event_place",
            ("Bari", "Trieste"),
            _column("event_place"),
            _list("route", "IT:{}"),
            views=BELOW_IDENTITY,
        ),
        # without `profile` the view has no F1 column
        Fact("event_country", ("IT", "FR"), _country_only, _list("route"), views=(*UNSEEN, "link")),
        Fact(
            "event_date",
            ("2023-09-14", "2020-09-14"),
            _column("event_date"),
            _earlier_date,
            views=BELOW_IDENTITY,
        ),
        Fact(
            "route", ("Trieste", "Lyon"), _list("route", "IT:{}"), _in_italy, views=BELOW_IDENTITY
        ),
        # At `none` the existence of a report is a declared flow: a silent match goes to the found
        # side.
        Fact("existence", ("same", "other"), _existence, views=("barred",)),
        Fact(
            "alert",
            ("32(1)(a)(i)|YN-1|first", "32(1)(a)(ii)|YN-2|second"),
            _alert,
        ),
        Fact("reporter", CONTACTS, lambda _: {}, _relative, _around),
        Fact(
            "stated_on",
            ("2024-02-04", "2024-02-20"),
            _column("all@stated_on"),
            views=("link", "profile"),
        ),
    ),
    "preventive": (
        Fact("alert", ("32(1)(c)|31", "32(1)(d)(i)|77"), _prevented, views=("link", "none")),
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A fact that a hidden record of a kind has in two values, and how far the viewer sees that
    record.
    """

    fact: Fact
    kind: str
    view: str

    @property
    def own_kind(self) -> str:
        """The kind of the viewer's records."""
        return "missing" if self.kind == "found" else "found"

    def hidden(self, side: int) -> Columns:
        """Return the facts of the hidden record in one twin, without kind and reference."""
        row = {**PERSON, **HIDDEN[self.kind], **self.fact.hidden(self.fact.values[side])}
        if self.view == "barred":
            row["nationalities"] = [*row["nationalities"], "GR"]
        return row

    def own(self, guess: int | None = None) -> Columns:
        """Return the viewer's row: it describes the person well and guesses a value, or none."""
        guess_columns = {} if guess is None else self.fact.own(self.fact.values[guess])
        return {**PERSON, **OWN[self.kind], **guess_columns}

    def __str__(self) -> str:
        return f"{self.fact.name} of a {self.kind} record at {self.view}"


CASES = tuple(
    Case(fact, kind, view) for kind, facts in FACTS.items() for fact in facts for view in fact.views
)


def case(fact: str, kind: str = "found", view: str = "link") -> Case:
    """Return one case of the table."""
    (found,) = (one for one in CASES if (one.fact.name, one.kind, one.view) == (fact, kind, view))
    return found


CHANNELS = ("match", "search", "warning")


def deciding(case: Case, channel: str) -> tuple[Columns, ...]:
    """Return rows of the viewer, right guess included, for which the fact decides the answer of a
    leaking rule.

    `channel`: `match`, `search` (columns that a search takes, no place) or `warning` (strong or
    not). None for a fact that is not compared. The answer differs if all evidence counts, or if the
    fact counts together with the permitted evidence. Rows that decide whether there is a link come
    first.
    """
    view = View.LINK if case.view in UNSEEN else View[case.view.upper()]
    return _deciding(case.fact, case.kind, view)[channel]


@functools.cache
def _deciding(fact: Fact, kind: str, view: View) -> dict[str, tuple[Columns, ...]]:
    case = Case(fact, kind, view.name.lower())
    base = {
        name: value
        for name, value in case.own(0).items()
        if name not in ("height_cm", "eyes", "hair")
    }
    steps = itertools.product(NAMES, BIRTHS, LOOKS)
    rows = [
        {**base, "full_name": name, "birth_date": birth, **appearance}
        for name, birth, appearance in steps
    ]
    queries = [
        {name: value for name, value in row.items() if name in QUERY_COLUMNS} for row in rows
    ]
    own = [_person(row, case.own_kind) for row in rows]
    sought = [dataclasses.replace(_person(row, "missing"), places=()) for row in queries]
    matches, searches = _answers(case, own, view), _answers(case, sought, view)
    strong = [
        [(answer[0] == "strong", answer[1] == "strong") for answer in side] for side in matches
    ]
    return {
        "match": _distinguishing_rows(rows, *matches),
        "search": _distinguishing_rows(queries, *searches),
        "warning": _distinguishing_rows(rows, *strong),
    }


def _distinguishing_rows(
    rows: Sequence[Columns], left: Sequence[Answer], right: Sequence[Answer]
) -> tuple[Columns, ...]:
    """Return a row for every two answers that a row gets in the two twins; those that differ in the
    last part first.
    """
    found: dict[tuple[Answer, Answer], Columns] = {}
    for row, *answers in zip(rows, left, right, strict=True):
        if answers[0] != answers[1]:
            found.setdefault((answers[0], answers[1]), row)
    return tuple(found[both] for both in sorted(found, key=_is_same))


def _is_same(both: tuple[Answer, Answer]) -> list[bool]:
    return [one == other for one, other in zip(*map(reversed, both), strict=True)]


def _answers(case: Case, people: Sequence[Person], view: View) -> tuple[list[Answer], list[Answer]]:
    """Return for each twin the answers of leaking rules about each person."""
    every = [_scores(case, people, side) for side in (0, 1)]
    differs = np.flatnonzero((every[0].levels != every[1].levels).any(axis=0))
    mask = flow_table.score_mask(view, case.kind)
    found: list[list[Answer]] = []
    for scores in every:
        bits = mask.scores(scores.levels, scores.attribute_bits, STORE_SIZE).attribute_bits.copy()
        bits[:, differs] = scores.attribute_bits[:, differs]
        chances = probabilities(bits.sum(axis=1, dtype=np.float32), STORE_SIZE)
        amount = amounts(bits)
        known = bands(chances, amount, bits)
        rows = zip(scores.band, known, chances >= LINK_FROM_PROBABILITY, strict=True)
        found.append(
            [(BANDS[band], BANDS[known_band], bool(is_link)) for band, known_band, is_link in rows]
        )
    return found[0], found[1]


def _scores(case: Case, people: Sequence[Person], side: int) -> Scores:
    """Return the scores of people with the hidden record of a twin, all evidence counted."""
    return engine().score_pairs(
        Population.from_people(people),
        np.arange(len(people), dtype=np.int64),
        np.zeros(len(people), np.int64),
        right=Population.from_people([_person(case.hidden(side), case.kind)]),
        rarity=TokenFrequencies(STORE_SIZE, lambda _: 1),
        population_size=STORE_SIZE,
    )


def _person(row: Row, kind: str) -> Person:
    return Person.from_row({**row, "kind": kind, "record_ref": "R-1"})
