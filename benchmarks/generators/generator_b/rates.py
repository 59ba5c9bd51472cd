"""The table of the second world: the rates of omissions, errors and variants.

The rates were set once, before any scoring, from memory of published figures about such files. Then
only `NOISE` was changed, by Splink's best F1 on one seed
(docs/engine-history.md). No rate comes from `sample_data` or the engine.
"""

from __future__ import annotations

from typing import NamedTuple

# The noise parameter. A fact that is given with probability p is given with p ** NOISE; the same
# applies to correct facts.
NOISE = 0.53


class Origin(NamedTuple):
    """A country of origin: its share, share of boys, how many know their day of birth, and
    variants.
    """

    share: float
    boys: float
    born_known: float  # the day is known; otherwise the family knows the year
    native: float  # share of its records in native script, if the agency writes native script
    has_family: float  # there is a family name; otherwise the father's name is used
    dialling: str  # mobile numbers: country code and first digits
    digits: int  # number of further digits
    languages: tuple[str, ...]
    peoples: tuple[str, ...]
    else_called: tuple[str, ...]  # nationalities that are written instead


# Shares and boys: roughly Eurostat's first-time applications of unaccompanied minors 2019 to 2023,
# levelled so that no origin is too small to count; Ukraine as displaced children. Known days:
# UNICEF's rates of birth registration.
AFGHANS, GUINEANS = ("pashtun", "tajik", "hazara", "uzbek"), ("fula", "malinke", "susu")
ORIGINS = {
    "AF": Origin(
        share=0.22,
        boys=0.90,
        born_known=0.45,
        native=1.0,
        has_family=0.7,
        dialling="+937",
        digits=8,
        languages=("prs", "pus"),
        peoples=AFGHANS,
        else_called=("IR", "PK"),
    ),
    "SY": Origin(
        share=0.17,
        boys=0.84,
        born_known=0.85,
        native=1.0,
        has_family=1.0,
        dialling="+9639",
        digits=8,
        languages=("arb", "kmr"),
        peoples=("arab", "kurd"),
        else_called=("XXA", "TR", "LB"),
    ),
    "SO": Origin(
        share=0.11,
        boys=0.70,
        born_known=0.40,
        native=0.0,
        has_family=0.0,
        dialling="+25261",
        digits=7,
        languages=("som",),
        peoples=(),
        else_called=("ET", "KE", "YE"),
    ),
    "ER": Origin(
        share=0.10,
        boys=0.75,
        born_known=0.60,
        native=1.0,
        has_family=0.0,
        dialling="+2917",
        digits=6,
        languages=("tir",),
        peoples=("tigrinya", "tigre"),
        else_called=("ET", "SD"),
    ),
    "IQ": Origin(
        share=0.08,
        boys=0.76,
        born_known=0.85,
        native=1.0,
        has_family=1.0,
        dialling="+9647",
        digits=9,
        languages=("arb", "ckb"),
        peoples=("arab", "kurd"),
        else_called=("SY", "IR"),
    ),
    "GN": Origin(
        share=0.08,
        boys=0.85,
        born_known=0.55,
        native=0.0,
        has_family=1.0,
        dialling="+22462",
        digits=7,
        languages=("fuf", "fra", "sus"),
        peoples=GUINEANS,
        else_called=("SN", "ML", "SL"),
    ),
    "UA": Origin(
        share=0.08,
        boys=0.50,
        born_known=0.97,
        native=1.0,
        has_family=1.0,
        dialling="+38067",
        digits=7,
        languages=("ukr", "rus"),
        peoples=(),
        else_called=("RU", "MD"),
    ),
    "MA": Origin(
        share=0.07,
        boys=0.92,
        born_known=0.85,
        native=1.0,
        has_family=1.0,
        dialling="+2126",
        digits=8,
        languages=("ary", "fra"),
        peoples=("arab", "berber"),
        else_called=("DZ", "TN"),
    ),
    "IR": Origin(
        share=0.05,
        boys=0.76,
        born_known=0.90,
        native=1.0,
        has_family=1.0,
        dialling="+9891",
        digits=8,
        languages=("pes",),
        peoples=("persian", "kurd"),
        else_called=("AF", "IQ"),
    ),
    "VN": Origin(
        share=0.04,
        boys=0.62,
        born_known=0.90,
        native=0.0,
        has_family=1.0,
        dialling="+849",
        digits=8,
        languages=("vie",),
        peoples=(),
        else_called=("CN",),
    ),
}


class Agency(NamedTuple):
    """An agency that writes records: its state and the habits of its form."""

    state: str
    share: float
    is_split: bool = True  # given and family names in separate columns
    family_first: bool = False
    is_capital: bool = False  # FAMILY names in capitals
    native: float = 0.1  # share of records that also have the native script
    date: str = "iso"
    keeps_marks: bool = False  # keeps Vietnamese and French diacritics


AGENCIES = (
    Agency("DE", 0.16, native=0.15, date="dotted"),
    Agency("DE", 0.08, is_split=False, family_first=True, is_capital=True, date="dotted"),
    Agency("IT", 0.14, is_split=False, family_first=True, is_capital=True, native=0.05),
    Agency("IT", 0.06, native=0.3),
    Agency("GR", 0.12, is_split=True, native=0.4),
    Agency("FR", 0.10, is_capital=True, keeps_marks=True, date="dotted"),
    Agency("AT", 0.07, is_split=False, date="dotted"),
    Agency("ES", 0.07, is_split=False, native=0.1, keeps_marks=True),
    Agency("SE", 0.07, native=0.1),
    Agency("BE", 0.06, native=0.2),
    Agency("NL", 0.07, is_split=False),
)
CITIES = {
    "DE": ("Berlin", "Hamburg", "München", "Frankfurt", "Passau", "Köln"),
    "IT": ("Trieste", "Roma", "Milano", "Lampedusa", "Crotone"),
    "GR": ("Lesvos", "Athens", "Thessaloniki", "Samos", "Evros"),
    "FR": ("Paris", "Calais", "Marseille", "Lyon"),
    "AT": ("Wien", "Traiskirchen", "Graz"),
    "ES": ("Ceuta", "Melilla", "Madrid", "Las Palmas", "Barcelona"),
    "SE": ("Malmö", "Stockholm", "Göteborg"),
    "BE": ("Brussels", "Antwerp", "Liège"),
    "NL": ("Ter Apel", "Amsterdam", "Rotterdam"),
}
CITY_ELSE = {
    "München": "Munich",
    "Köln": "Cologne",
    "Roma": "Rome",
    "Milano": "Milan",
    "Lesvos": "Lesbos",
    "Athens": "Athina",
    "Wien": "Vienna",
    "Brussels": "Bruxelles",
    "Antwerp": "Antwerpen",
    "Malmö": "Malmo",
    "Göteborg": "Gothenburg",
}
MOBILES = {
    "DE": ("+4915", 9),
    "IT": ("+393", 9),
    "GR": ("+3069", 8),
    "FR": ("+336", 8),
    "AT": ("+43664", 7),
    "ES": ("+346", 8),
    "SE": ("+467", 8),
    "BE": ("+3247", 7),
    "NL": ("+316", 8),
}

# People: the number of records of each. Similar people, as shares of all people.
RECORDS = {1: 0.40, 2: 0.42, 3: 0.14, 4: 0.04}
SIBLING, NAMESAKE, TWIN = 0.12, 0.05, 0.1  # a twin among the siblings
# also Eurostat, with more young children
AGES = {
    (16, 17): 0.52,
    (14, 15): 0.26,
    (10, 13): 0.13,
    (4, 9): 0.09,
}
APART_DAYS = 150  # mean time from one record to the next
SAME_STATE = 0.45

# Probability that a fact is given (applied as p ** NOISE).
TOLD = {
    "family": 0.95,
    "father": 0.2,
    "chain_father": 0.97,
    "grandfather": 0.55,
    "birth": 0.94,
    "sex": 0.98,
    "nationality": 0.95,
    "language": 0.5,
    "people": 0.15,
    "birth_place": 0.5,
    "birth_country": 0.5,
    "event_day": 0.96,
    "event_place": 0.8,
    "own_phone": 0.25,
    "relative_phone": 0.18,
    "passport": 0.12,
    "asylum": 0.3,
    "mother": 0.35,
    "father_named": 0.35,
    "sibling": 0.2,
    "height": 0.45,
    "eyes": 0.45,
    "hair": 0.45,
    "mark": 0.5,
    "mark_side": 0.8,
    "route": 0.1,
}

# Probability that a fact is correct (applied in the same way). Typing errors: one to five in a
# hundred words (Christen, Data Matching, 2012, from several sources), four in five of them with one
# letter (Damerau, 1964).
RIGHT = {
    "own_spelling": 0.60,  # from documents or the child's own writing; otherwise by ear
    "word": 0.965,  # no typing error
    "order": 0.95,  # given and family names in the correct columns
    "given": 0.98,  # and not only a nickname
    "identity": 0.98,  # not under a different name
    "joined": 0.97,  # words kept apart, or together
    "day_month": 0.975,
    "day": 0.97,
    "month": 0.97,
    "solar_year": 0.95,
    "year_known": 0.95,
    "year_unknown": 0.72,  # by whether the family knows the day
    "assessed": 0.9,  # no age assessment instead of the child's statement
    "first_january": 0.93,  # a known day is not replaced by 1 January
    "sex": 0.993,
    "nationality": 0.97,
    "birth_place": 0.88,
    "place_spelling": 0.7,
    "phone_kept": 0.65,
    "digit": 0.97,
    "relative": 0.95,
    "eyes": 0.88,
    "hair": 0.88,
    "mark": 0.92,
    "height": 0.9,
}
NATIVE_ALONE = 0.12  # of the records with native script
NICKNAME_TOLD = {"SO": 0.3}
NICKNAME_TOLD_ELSE = 0.08
WORD_FOR_NONE = 0.2  # "unknown" written for a family name that is left out
MONTH_ALONE = 0.03  # of births whose day is known
HOME_CALENDAR = 0.12  # of Afghan and Iranian births, written in the home calendar
HAS_MARK, HAS_PASSPORT = 0.3, {"AF": 0.3, "SO": 0.1, "ER": 0.15, "GN": 0.25}
HAS_PASSPORT_ELSE = 0.6

# of a year that is written wrongly
SEVERAL_YEARS = (
    (-2, 0.12),
    (-1, 0.36),
    (1, 0.36),
    (2, 0.12),
    (3, 0.04),
)
ASSESSED_SPREAD = 1.3  # years, one standard deviation; German and Swedish studies report one to two
MARKS = (
    (
        "scar",
        ("forehead", "chin", "forearm", "hand", "knee", "lower_leg", "abdomen", "back", "ear"),
    ),
    ("burn", ("forearm", "hand", "chest", "thigh")),
    ("birthmark", ("neck", "back", "shoulder", "forearm")),
    ("mole", ("neck", "chin", "back")),
    ("tattoo", ("forearm", "hand", "neck", "shoulder")),
    ("missing_part", ("finger2", "tooth")),
)
SIDED = {"forearm", "hand", "knee", "lower_leg", "thigh", "shoulder", "finger2"}
TATTOOS = ("cross", "heart", "star", "a name", "letters", "rose")
EYES = {"brown": 0.8, "black": 0.12, "green": 0.03, "hazel": 0.05}
EYES_UA = {"blue": 0.4, "brown": 0.25, "grey": 0.15, "green": 0.2}
HAIR = {"black": 0.75, "brown": 0.25}
HAIR_UA = {"brown": 0.5, "blond": 0.4, "black": 0.1}
