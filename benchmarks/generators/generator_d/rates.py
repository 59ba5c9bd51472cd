"""All rates of the fourth world: travellers, desks, omissions and errors.

No rate is measured. Each is an estimate of the work of such desks, made before any engine was run
on the rows.
"""

from dataclasses import dataclass

NOISE = 1.0
"""One dial for all errors and omissions; a rate r becomes 1 - (1 - r) ** (noise * strain of the
moment).
"""

RECORDS = {1: 0.67, 2: 0.215, 3: 0.075, 4: 0.03, 5: 0.01}
"""How many desks' records of one child reach the database."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin: frequency, naming, knowledge of the birth, and appearance."""

    share: float
    girls: float
    custom: str
    calendar: str
    day_known: float
    year_known: float
    heard: float  # how often a desk writes by ear instead of asking for the spelling
    paper: str
    has_paper: float
    height_m: int
    height_f: int
    languages: str
    ethnicity: str
    claims: str


ORIGINS: dict[str, Origin] = {
    "afghan": Origin(
        share=0.22,
        girls=0.10,
        custom="afghan",
        calendar="solar_hijri",
        day_known=0.30,
        year_known=0.60,
        heard=0.6,
        paper="id_card",
        has_paper=0.35,
        height_m=169,
        height_f=157,
        languages="prs:6 pus:4 fas:2 haz:1 uzb:1",
        ethnicity="hazara:4 tajik:3 pashtun:4 uzbek:1",
        claims="AF",
    ),
    "syrian": Origin(
        share=0.15,
        girls=0.17,
        custom="arab",
        calendar="gregorian",
        day_known=0.92,
        year_known=0.99,
        heard=0.6,
        paper="id_card",
        has_paper=0.40,
        height_m=173,
        height_f=161,
        languages="ara:8 kmr:2",
        ethnicity="arab:6 kurd:2 turkmen:0.5",
        claims="SY",
    ),
    "guinean": Origin(
        share=0.11,
        girls=0.11,
        custom="plain",
        calendar="gregorian",
        day_known=0.60,
        year_known=0.90,
        heard=0.2,
        paper="birth_certificate",
        has_paper=0.35,
        height_m=173,
        height_f=162,
        languages="fra:4 ful:4 man:3 sus:2 bam:2 wol:1",
        ethnicity="fula:5 mandinka:3 susu:2 soninke:1 wolof:1",
        claims="ML GN GM SN CI",
    ),
    "somali": Origin(
        share=0.08,
        girls=0.24,
        custom="chain",
        calendar="hijri",
        day_known=0.25,
        year_known=0.65,
        heard=0.5,
        paper="birth_certificate",
        has_paper=0.06,
        height_m=172,
        height_f=161,
        languages="som:9 swa:1",
        ethnicity="darod:2 hawiye:2 rahanweyn:1 bantu:1",
        claims="SO",
    ),
    "eritrean": Origin(
        share=0.08,
        girls=0.23,
        custom="chain",
        calendar="gregorian",
        day_known=0.65,
        year_known=0.92,
        heard=0.5,
        paper="birth_certificate",
        has_paper=0.15,
        height_m=169,
        height_f=157,
        languages="tir:9 tig:1 amh:1",
        ethnicity="tigrinya:8 tigre:1 saho:1",
        claims="ER",
    ),
    "egyptian": Origin(
        share=0.07,
        girls=0.02,
        custom="egyptian",
        calendar="gregorian",
        day_known=0.95,
        year_known=0.99,
        heard=0.6,
        paper="birth_certificate",
        has_paper=0.45,
        height_m=171,
        height_f=158,
        languages="ara:9",
        ethnicity="arab:5 copt:1",
        claims="EG",
    ),
    "maghrebi": Origin(
        share=0.06,
        girls=0.05,
        custom="arab",
        calendar="gregorian",
        day_known=0.92,
        year_known=0.99,
        heard=0.25,
        paper="passport",
        has_paper=0.20,
        height_m=173,
        height_f=160,
        languages="ara:7 fra:3 ber:2 spa:1",
        ethnicity="arab:3 amazigh:2",
        claims="DZ MA LY PS",
    ),
    "ukrainian": Origin(
        share=0.06,
        girls=0.48,
        custom="ukrainian",
        calendar="gregorian",
        day_known=0.99,
        year_known=1.0,
        heard=0.15,
        paper="passport",
        has_paper=0.85,
        height_m=177,
        height_f=165,
        languages="ukr:5 rus:5",
        ethnicity="ukrainian:9 roma:1",
        claims="UA",
    ),
    "pakistani": Origin(
        share=0.04,
        girls=0.02,
        custom="plain",
        calendar="gregorian",
        day_known=0.75,
        year_known=0.95,
        heard=0.3,
        paper="id_card",
        has_paper=0.30,
        height_m=170,
        height_f=156,
        languages="urd:5 pnb:5 pus:2",
        ethnicity="punjabi:5 pashtun:3",
        claims="AF PK",
    ),
    "bangladeshi": Origin(
        share=0.04,
        girls=0.01,
        custom="bengali",
        calendar="gregorian",
        day_known=0.70,
        year_known=0.95,
        heard=0.3,
        paper="birth_certificate",
        has_paper=0.60,
        height_m=165,
        height_f=152,
        languages="ben:9 hin:1",
        ethnicity="bengali:9",
        claims="BD",
    ),
    "kurdish": Origin(
        share=0.03,
        girls=0.12,
        custom="arab",
        calendar="gregorian",
        day_known=0.80,
        year_known=0.98,
        heard=0.6,
        paper="id_card",
        has_paper=0.45,
        height_m=172,
        height_f=160,
        languages="ckb:6 kmr:3 ara:2",
        ethnicity="kurd:8 yazidi:1",
        claims="IQ IR SY",
    ),
    "sudanese": Origin(
        share=0.02,
        girls=0.04,
        custom="chain",
        calendar="hijri",
        day_known=0.30,
        year_known=0.70,
        heard=0.6,
        paper="birth_certificate",
        has_paper=0.12,
        height_m=175,
        height_f=163,
        languages="ara:7 fur:2 mls:1 zag:1",
        ethnicity="fur:2 masalit:3 zaghawa:2 arab:1",
        claims="SD TD",
    ),
    "ethiopian": Origin(
        share=0.01,
        girls=0.35,
        custom="chain",
        calendar="ethiopian",
        day_known=0.50,
        year_known=0.85,
        heard=0.5,
        paper="id_card",
        has_paper=0.15,
        height_m=169,
        height_f=158,
        languages="amh:5 orm:5 tir:2",
        ethnicity="amhara:2 oromo:4 tigray:2",
        claims="ER ET",
    ),
    "albanian": Origin(
        share=0.01,
        girls=0.08,
        custom="plain",
        calendar="gregorian",
        day_known=0.99,
        year_known=1.0,
        heard=0.1,
        paper="passport",
        has_paper=0.85,
        height_m=175,
        height_f=163,
        languages="sqi:9 ita:2",
        ethnicity="albanian:8 roma:1",
        claims="AL",
    ),
    "nigerian": Origin(
        share=0.01,
        girls=0.60,
        custom="plain",
        calendar="gregorian",
        day_known=0.75,
        year_known=0.95,
        heard=0.2,
        paper="birth_certificate",
        has_paper=0.10,
        height_m=171,
        height_f=160,
        languages="eng:6 bin:4 ibo:2 yor:2",
        ethnicity="edo:5 igbo:2 yoruba:1",
        claims="NG",
    ),
    "vietnamese": Origin(
        share=0.01,
        girls=0.40,
        custom="vietnamese",
        calendar="gregorian",
        day_known=0.85,
        year_known=0.99,
        heard=0.2,
        paper="passport",
        has_paper=0.10,
        height_m=166,
        height_f=155,
        languages="vie:9",
        ethnicity="kinh:9",
        claims="VN CN",
    ),
}

WRITE_FRENCH = ("guinean", "maghrebi")
"""Origins whose usual spelling is French: the sound is derived from the spelling first."""

SHARED_NAMES = {"syrian": "arabic", "egyptian": "arabic", "sudanese": "arabic"}
"""Origins that also draw given names from a list they share; the Maghreb and the Kurds spell their
own.
"""

TONGUES = {
    "hazara": "haz:2 prs:8",
    "tajik": "prs:9",
    "pashtun": "pus:9",
    "uzbek": "uzb:8 prs:2",
    "kurd": "kmr:5 ckb:5",
    "turkmen": "ara:5 tur:5",
    "fula": "ful:9",
    "mandinka": "man:6 bam:3",
    "susu": "sus:9",
    "soninke": "snk:9",
    "wolof": "wol:9",
    "punjabi": "pnb:5 urd:5",
    "amazigh": "ber:5 ara:5",
    "amhara": "amh:9",
    "oromo": "orm:9",
    "tigray": "tir:9",
    "tigre": "tig:8 tir:2",
    "saho": "ssy:6 tir:4",
    "fur": "fur:7 ara:3",
    "masalit": "mls:6 ara:4",
    "zaghawa": "zag:6 ara:4",
    "edo": "bin:6 eng:4",
    "igbo": "ibo:6 eng:4",
    "yoruba": "yor:6 eng:4",
    "yazidi": "kmr:9",
}
"""The first language by people, where it is not the origin's usual one."""

DARK = "guinean somali eritrean sudanese ethiopian nigerian".split()
ID_NUMBERS = {
    "AF": "1###-####-#####",
    "PK": "#####-#######-#",
    "SY": "###########",
    "IQ": "############",
}
SCARVES = "afghan syrian somali egyptian sudanese pakistani kurdish maghrebi".split()
EYES = {
    "": "brown:78 hazel:9 green:6 black:4 blue:3",
    "dark": "brown:70 black:30",
    "ukrainian": "blue:35 grey:18 green:17 brown:25 hazel:5",
}
HAIR = {
    "": "black:62 brown:36 blond:2",
    "dark": "black:98 brown:2",
    "ukrainian": "brown:50 blond:36 sandy:8 black:6",
}

# Share of the adult height reached at each birthday.
GROWTH_M = {
    6: 0.66,
    8: 0.72,
    10: 0.78,
    12: 0.845,
    13: 0.885,
    14: 0.925,
    15: 0.96,
    16: 0.98,
    17: 0.992,
    18: 1.0,
}
GROWTH_F = {
    6: 0.70,
    8: 0.77,
    10: 0.84,
    12: 0.925,
    13: 0.955,
    14: 0.975,
    15: 0.985,
    16: 0.995,
    17: 1.0,
    18: 1.0,
}
AGES = {8: 1, 9: 1, 10: 2, 11: 2, 12: 4, 13: 6, 14: 11, 15: 19, 16: 30, 17: 24}
YEARS = {2015: 9, 2016: 6, 2017: 4, 2018: 4, 2019: 5, 2020: 4, 2021: 7, 2022: 11, 2023: 14, 2024: 8}

YEARS_OF = {"ukrainian": {2022: 10, 2023: 4, 2024: 3}}

PARTY = {1: 0.62, 2: 0.22, 3: 0.10, 4: 0.04, 5: 0.02}
TIES = {"sibling": 0.36, "cousin": 0.27, "villager": 0.37}
TWINS = 0.07
CALLED_ALIKE = 0.06  # cousins with the same first name, after one grandfather
LEAVES_PARTY = 0.45  # leaves the party in some country
SHARED_PHONE = 0.25  # a party with one shared telephone


@dataclass(frozen=True, slots=True)
class Desk:
    """A kind of desk: its records, how it writes names, and when a child meets it (weights)."""

    kind: str
    # kin: knows the name; form: asks for given and family names; ear: writes by ear
    hand: str
    strain: float  # multiplies the noise in a hurry
    arrival: float
    transit: float
    end: float
    spells_right: float  # copies the spelling of the child or the document
    common: float  # uses another usual spelling of the name; otherwise by the ear of its language
    native: float  # also writes the original script


DESKS: dict[str, Desk] = {
    "family_home": Desk("tracing", "kin", 0.7, 0.0, 0.0, 1.5, 0.60, 0.25, 0.75),
    "family_abroad": Desk("tracing", "kin", 0.8, 0.0, 0.0, 2.0, 0.65, 0.20, 0.40),
    "border_police": Desk("found", "form", 1.4, 1.5, 0.8, 0.3, 0.20, 0.30, 0.02),
    "camp": Desk("found", "form", 1.1, 1.0, 0.8, 0.4, 0.30, 0.30, 0.08),
    "hospital": Desk("found", "ear", 1.4, 0.2, 0.2, 0.2, 0.35, 0.25, 0.0),
    "street_team": Desk("found", "ear", 1.1, 0.0, 0.5, 0.3, 0.35, 0.35, 0.02),
    "city_police": Desk("found", "form", 1.2, 0.1, 0.5, 0.5, 0.30, 0.25, 0.0),
    "centre_missing": Desk("missing", "form", 0.9, 0.3, 0.7, 0.6, 0.40, 0.30, 0.03),
    "hotline": Desk("missing", "ear", 1.2, 0.0, 0.15, 0.4, 0.40, 0.30, 0.05),
    "youth_office": Desk("found", "form", 0.6, 0.0, 0.2, 1.5, 0.60, 0.20, 0.15),
    "age_assessment": Desk("found", "form", 0.8, 0.1, 0.1, 0.4, 0.50, 0.25, 0.0),
    "asylum_office": Desk("found", "form", 0.6, 0.1, 0.2, 0.9, 0.60, 0.20, 0.12),
}

# Percentage of records in which each desk leaves a field out, in an ordinary hour.
_LEFT_OUT = """
field           home abroad border camp hosp street police centre hotline youth age asylum
birth             15     15     10    8   45     55     12      5      25     4   5      3
sex                1      1      2    1    2      3      1      1       2     1   1      1
nationalities      3      4      4    3   25     10      6      4      10     2   5      1
languages         45     50     65   35   55     35     70     40      45    15  40     10
ethnicity         55     70     92   85   98     90     97     92      95    60  85     35
birth_place       15     30     55   65   95     80     60     65      75    30  70     15
home_address      15     35     97   95   99     98     97     96      85    70  97     60
event              6      6      2    4    3      5      3      2       5    12   8     15
route             45     40     80   65   95     55     85     75      65    35  80     25
phones             5      3     75   55   85     50     70     40      15    25  90     55
documents         70     75     45   50   90     97     55     45      90    35  45     25
relatives          2      3     80   60   80     75     88     75      40    20  75     20
height            60     55     70   85   35     97     45     30      55    65   8     80
eyes              55     60     75   95   60     97     50     35      60    80  55     85
hair              65     65     80   95   60     95     50     30      50    80  60     88
marks             30     45     88   90   35     95     70     55      65    65  40     80
aliases           50     55     95   85   97     60     90     75      60    60  90     65
care              70     60     85   30   60     65     80     20      50    15  60     45
"""


def _left_out() -> dict[str, dict[str, float]]:
    _, *rows = _LEFT_OUT.strip().splitlines()
    cells = {
        field: [int(cell) / 100 for cell in rest] for field, *rest in (row.split() for row in rows)
    }
    return {
        desk: {field: rest[at] for field, rest in cells.items()} for at, desk in enumerate(DESKS)
    }


LEFT_OUT = _left_out()

# The parts of a name that are written, by custom and kind of desk: G given, F father's, H
# grandfather's, L family name, M middle name, P patronymic. The last letter goes into the field of
# the family name, unless the custom puts it first.
FORMS: dict[str, dict[str, str]] = {
    "chain": {"kin": "GFH:7 GF:3", "form": "GF:5 GH:2 GFH:3", "ear": "GF:8 GFH:1 GH:1"},
    "afghan": {"kin": "GL:6 GFL:2 GF:2", "form": "GL:7 GF:2 GH:1", "ear": "GL:9 GF:1"},
    "egyptian": {"kin": "GFHL:5 GFL:5", "form": "GL:3 GFL:3 GFH:3 GF:1", "ear": "GF:4 GL:6"},
    "arab": {"kin": "GL:7 GFL:3", "form": "GL:17 GFL:2 GF:1", "ear": "GL:9 GF:1"},
    "plain": {"kin": "GL:1", "form": "GL:1", "ear": "GL:1"},
    "bengali": {"kin": "GL:1", "form": "GL:1", "ear": "GL:1"},
    "vietnamese": {"kin": "LMG:1", "form": "LMG:8 LG:2", "ear": "LMG:1 LG:2"},
    "ukrainian": {"kin": "LGP:6 LG:4", "form": "GL:9 LGP:1", "ear": "GL:8 LG:2"},
}
SCRIPTS = {"GR": "greek_letters", "CY": "greek_letters", "BG": "bulgarian"}
IN_OWN_LETTERS = {"GR": 0.2, "CY": 0.2, "BG": 0.35, "home": 0.3}
EARS = {
    "fr": "french",
    "de": "german",
    "it": "italian",
    "el": "greek",
    "tr": "turkish",
    "sr": "slavic",
    "bg": "slavic",
    "es": "spanish",
    "en": "english",
}
TRAFFICKED = ("nigerian", "vietnamese")
PLACEHOLDERS = {
    "fr": "inconnu",
    "de": "unbekannt",
    "it": "sconosciuto",
    "el": "άγνωστος",
    "bg": "неизвестен",
    "sr": "nepoznat",
    "es": "desconocido",
    "": "unknown",
}

# Probability of each error in an ordinary hour (for a name: in each of its parts).
WRONG: dict[str, float] = {
    "misheard": 0.1,
    "mistyped": 0.035,
    "names_swapped": 0.07,
    "half_name": 0.05,
    "nickname_as_name": 0.04,
    "no_name": 0.025,
    "particle_lost": 0.12,
    "prefix_lost": 0.35,
    "copied_wrongly": 0.04,
    "first_of_january": 0.75,
    "first_of_january_though_known": 0.06,
    "wrong_conversion": 0.22,
    "swapped_days": 0.02,
    "digit_of_date": 0.02,
    "misremembered_year": 0.25,
    "age_off_by_one": 0.15,
    "unsure_of_year": 0.04,
    "sex": 0.006,
    "nationality": 0.012,
    "birth_place_wider": 0.25,
    "birth_place_bare": 0.3,
    "birth_place_misheard": 0.1,
    "birth_place_grew_up": 0.05,
    "digit_of_phone": 0.03,
    "one_phone_only": 0.45,
    "digit_of_document": 0.02,
    "one_document_only": 0.4,
    "shade": 0.14,
    "dyed": 0.03,
    "scarf": 0.35,
    "mark_missed": 0.35,
    "side": 0.07,
    "mark_kind": 0.06,
    "unknown_place": 0.03,
    "mark_text": 0.45,
    "mark_side_unsaid": 0.25,
    "relative_missed": 0.4,
    "relation": 0.05,
    "event_day": 0.08,
    "event_place": 0.2,
    "stop_missed": 0.35,
    "day_of_stop": 0.6,
    "place_of_stop": 0.35,
    "address_part": 0.3,
    "language": 0.3,
    "companions": 0.6,
    "estimated_height": 0.35,
}
STRAIN = (0.35, 0.8, 1.0, 1.2, 2.2)
"""What makes one hour at a desk better or worse than another: the interpreter, the night, the
queue.
"""

# Stories that children tell for some time (share of children at noise 1).
STORIES: dict[str, float] = {
    "older": 0.09,
    "younger": 0.08,
    "other_name": 0.05,
    "friends_name": 0.015,
    "other_nationality": 0.05,
}

# Facts of life, not errors: noise has no influence on them.
OWN_CALENDAR = {"solar_hijri": 0.65, "ethiopian": 0.6, "hijri": 0.12, "gregorian": 0.0}
"""How often a birth is stated in the calendar of home."""

LIFE: dict[str, float] = {
    "new_sim": 0.5,
    "relative_abroad": 0.45,
    "second_phone": 0.35,
    "has_nickname": 0.4,
    "machine_read": 0.3,
    "copies_register": 0.55,
    "calendar_as_stated": 0.25,
    "shows_card": 0.18,
    "met_together": 0.45,
    "month_in_words": 0.35,
    "exploiter": 0.35,
    "born_elsewhere": 0.15,
    "orphan": 0.15,
    "one_column": 0.4,
}
