"""All rates of the third world.

A rate is the probability at noise 1. A fact given with probability p is given with p ** NOISE, and
a fact correct with probability p is correct with p ** NOISE. The values are estimates of the order
of magnitude. Where a published report has a value, the comment names it roughly. No value was
fitted.
"""

from typing import Final

# The noise parameter: 1.0 is the best estimate, 0 is a world of complete and correct records. It
# was set only by Splink's best F1 (docs/engine-history.md).
NOISE: Final = 0.5

# Number of records per person. Most people have one or two. 57 % have two or more, and only their
# rows can be matched.
RECORDS: Final = {1: 43, 2: 32, 3: 15, 4: 6, 5: 4}

# Eurostat, unaccompanied minors who applied in 2021-2023: mostly Syrians and Afghans. Arrivals
# counted in Italy and Spain add Egyptians, West Africans and Moroccans; the United Kingdom adds
# Sudanese, Albanians and Vietnamese.
ORIGINS: Final = {
    "afghan": 22,
    "syrian": 19,
    "egyptian": 8,
    "westafrican": 11,
    "moroccan": 8,
    "somali": 6,
    "eritrean": 6,
    "pakistani": 4,
    "bangladeshi": 3,
    "kurdish": 4,
    "sudanese": 3,
    "ukrainian": 2,
    "albanian": 2,
    "turkish": 1,
    "vietnamese": 2,
}

# Share of boys: Eurostat reports about 85 % overall; clearly fewer for the Horn of Africa, Ukraine
# and Vietnam.
BOYS: Final = {
    "somali": 0.68,
    "eritrean": 0.72,
    "ukrainian": 0.55,
    "vietnamese": 0.7,
    "westafrican": 0.88,
}
BOYS_ELSE: Final = 0.93

# Age at departure. Eurostat: two thirds are 16 or 17 at the application, a tenth under 14. The
# journey takes about a year.
AGES: Final = {7: 1, 9: 2, 11: 3, 12: 5, 13: 11, 14: 19, 15: 28, 16: 25, 17: 6}

# The company of a child: none, siblings, cousins, or a group from the same town on the same day.
PARTIES: Final = {"alone": 70, "siblings": 13, "cousins": 5, "group": 12}
SIBLINGS: Final = {2: 80, 3: 17, 4: 3}
GROUP: Final = {2: 55, 3: 30, 4: 15}
SIBLING_GAP_DAYS: Final = (330, 1300)
OLDER_SIBLING: Final = 0.4
FATHERS_BROTHER: Final = 0.6
# of sibling parties; one birth in 70 to 80 is of twins, and twins more often leave together
TWINS: Final = 0.08
SIBLINGS_TOGETHER: Final = 0.85
GROUP_TOGETHER: Final = 0.5
REGISTERED_TOGETHER: Final = 0.8
NAMESAKE_DAYS: Final = (-250, 250)
# people with the same name and nearly the same birth as another; common names add many more
NAMESAKE: Final = 0.04

GROWN_YEARS: Final = 17.9  # nobody starts travelling to another state as a minor after this age

# Language and ethnic group of each origin's children: share, languages.
GROUPS: Final[dict[str, dict[str, tuple[int, str]]]] = {
    "afghan": {"pashtun": (45, "pus"), "hazara": (30, "prs"), "tajik": (25, "prs")},
    "syrian": {"arab": (100, "ara")},
    "egyptian": {"arab": (100, "ara")},
    "moroccan": {"arab": (75, "ara fra"), "amazigh": (25, "ara rif")},
    "sudanese": {
        "masalit": (40, "ara mls"),
        "zaghawa": (25, "ara zag"),
        "fur": (25, "ara fvr"),
        "nuba": (10, "ara"),
    },
    "kurdish": {"kurd": (100, "kur ara")},
    "somali": {
        "hawiye": (35, "som"),
        "darod": (25, "som"),
        "rahanweyn": (25, "som"),
        "isaaq": (15, "som"),
    },
    "eritrean": {"tigrinya": (85, "tir"), "tigre": (8, "tig tir"), "saho": (7, "ssy tir")},
    "westafrican": {
        "fulani": (45, "ful fra"),
        "malinke": (40, "man fra"),
        "susu": (10, "sus fra"),
        "wolof": (5, "wol"),
    },
    "pakistani": {"punjabi": (60, "urd pan"), "pashtun": (25, "pus urd"), "kashmiri": (15, "urd")},
    "bangladeshi": {"bengali": (100, "ben")},
    "vietnamese": {"kinh": (100, "vie")},
    "ukrainian": {"ukrainian": (85, "ukr rus"), "russian": (8, "rus ukr"), "roma": (7, "ukr rom")},
    "albanian": {"albanian": (90, "sqi"), "roma": (10, "sqi rom")},
    "turkish": {"kurd": (55, "tur kur"), "turk": (45, "tur")},
}

# Routes from home, as Frontex counts them: eastern, central and western Mediterranean, Balkan,
# eastern land border.
ROUTES: Final[dict[str, dict[str, int]]] = {
    "afghan": {
        "IR TR GR MK RS HU AT DE": 5,
        "IR TR BG RS HU AT DE SE": 3,
        "IR TR GR IT FR GB": 3,
        "IR TR IT FR BE": 2,
        "IR TR GR AL BA HR SI IT CH": 2,
        "IR TR BG RS RO AT DE NL": 1,
    },
    "syrian": {
        "TR GR MK RS HU AT DE": 5,
        "TR BG RS HU AT NL": 4,
        "TR GR BE": 1,
        "TR BG AT DE DK SE": 2,
        "LY IT AT DE": 1,
    },
    "kurdish": {
        "TR GR IT FR GB": 3,
        "TR BG RS AT DE": 3,
        "BY PL DE": 2,
        "TR IT CH DE": 1,
        "TR GR DE FI": 1,
    },
    "egyptian": {"LY IT": 5, "LY IT FR": 2, "TR GR": 1, "LY GR IT": 1},
    "sudanese": {"LY IT FR GB": 4, "LY TN IT FR BE": 1, "LY GR FR GB": 1, "LY MA ES FR": 1},
    "moroccan": {
        "ES": 3,
        "ES FR": 3,
        "TR GR MK RS AT IT": 1,
        "ES FR BE DE SE": 2,
        "IT FR CH DE": 1,
    },
    "somali": {
        "ET SD LY IT CH DE": 2,
        "TR GR BE NL": 3,
        "TR GR DE SE FI": 2,
        "BY PL DE": 1,
        "ET SD LY IT FR GB": 1,
    },
    "eritrean": {
        "ET SD LY IT CH": 3,
        "ET SD LY IT FR GB": 3,
        "ET SD LY IT DE NL": 3,
        "ET SD LY IT AT DE SE": 1,
    },
    "westafrican": {
        "ML DZ TN IT FR": 3,
        "ML NE LY IT FR": 2,
        "MR ES FR": 3,
        "MA ES FR BE": 2,
        "ML DZ MA ES": 1,
    },
    "pakistani": {
        "IR TR GR IT": 3,
        "IR TR GR BA HR SI IT": 2,
        "LY IT ES": 1,
        "IR TR BG RS AT IT FR": 1,
    },
    "bangladeshi": {"LY IT": 4, "LY IT FR": 2, "TR GR IT": 1, "RO IT": 1},
    "vietnamese": {"RU LV PL DE BE GB": 3, "RU BY PL DE FR GB": 2, "RO HU DE": 2, "CZ DE NL GB": 1},
    "ukrainian": {"PL DE": 4, "PL CZ": 2, "MD RO IT": 1, "SK AT ES": 1, "PL SE": 1, "PL LV": 1},
    "albanian": {"IT FR GB": 2, "IT": 2, "FR BE GB": 2, "IT DE": 1},
    "turkish": {"BA HR SI DE": 2, "RS HU AT DE": 2, "FR": 1, "GR DE CH": 1},
}

# Days of a stay: long in camps and in Libya or Turkey, short on the Balkan route.
STAY: Final = {
    "TR": (20, 300),
    "GR": (15, 400),
    "LY": (30, 420),
    "IR": (5, 200),
    "SD": (20, 200),
    "MA": (20, 300),
    "IT": (5, 260),
    "FR": (5, 200),
    "ES": (10, 300),
    "DE": (20, 500),
    "RU": (5, 90),
}
STAY_ELSE: Final = (3, 60)
LEG_DAYS: Final = (1, 8)
BORDER_DAYS: Final = (1, 4)
CARE_DELAY_DAYS: Final = (0, 3)
LAST_STAY: Final = (40, 400)
DEPARTURES: Final = (2018, 2023)

# The desk that writes a record about a found child, in the order of a case, by the European
# Migration Network's description of reception: police and shelters first, then youth welfare, later
# the asylum office.
DESKS: Final = {"police": 32, "shelter": 24, "youth": 26, "asylum": 14, "hospital": 4}
DESK_DAYS: Final = {
    "police": (0, 1),
    "shelter": (0, 6),
    "youth": (2, 30),
    "asylum": (15, 90),
    "hospital": (0, 40),
}
# weight of a report from care besides a found record; Lost in Europe counted 17 to 18 missing per
# day
CARE_MISSING: Final = 0.42
KIN_REPORT: Final = 0.5
KIN_REPORT_FIRST: Final = {"missing": 45, "tracing": 55}
KIN_REPORT_ALONE: Final = 0.6  # as the only record of a person
KIN_IN: Final = {"DE": 6, "SE": 2, "FR": 2, "GB": 2, "NL": 1, "AT": 1, "IT": 2, "GR": 1}
TOLD_OF_BEFORE: Final = 0.5  # a later desk reports the day of the first finding
KIN_DELAY_DAYS: Final = (20, 700)

# Probability that each desk learns a fact. A family knows nearly all, a shelter little; care homes
# copy what they received.
TOLD: Final[dict[str, dict[str, float]]] = {
    "police": {
        "full": 0.3,
        "second": 0.88,
        "native": 0.08,
        "birth": 0.93,
        "sex": 0.98,
        "nationality": 0.96,
        "languages": 0.45,
        "ethnicity": 0.08,
        "birth_place": 0.35,
        "home": 0.06,
        "own_phone": 0.2,
        "kin_phone": 0.1,
        "father": 0.3,
        "mother": 0.22,
        "kin": 0.08,
        "height": 0.3,
        "looks": 0.35,
        "mark": 0.2,
        "paper": 0.12,
        "number": 0.5,
        "route": 0.2,
        "nick": 0.05,
    },
    "shelter": {
        "full": 0.12,
        "second": 0.66,
        "native": 0.08,
        "birth": 0.75,
        "sex": 0.97,
        "nationality": 0.88,
        "languages": 0.5,
        "ethnicity": 0.06,
        "birth_place": 0.15,
        "home": 0.04,
        "own_phone": 0.28,
        "kin_phone": 0.12,
        "father": 0.1,
        "mother": 0.1,
        "kin": 0.1,
        "height": 0.12,
        "looks": 0.2,
        "mark": 0.15,
        "paper": 0.04,
        "number": 0.15,
        "route": 0.2,
        "nick": 0.15,
    },
    "hospital": {
        "full": 0.2,
        "second": 0.8,
        "native": 0.04,
        "birth": 0.9,
        "sex": 0.99,
        "nationality": 0.7,
        "languages": 0.4,
        "ethnicity": 0.02,
        "birth_place": 0.1,
        "home": 0.02,
        "own_phone": 0.15,
        "kin_phone": 0.1,
        "father": 0.08,
        "mother": 0.1,
        "kin": 0.04,
        "height": 0.65,
        "looks": 0.2,
        "mark": 0.6,
        "paper": 0.05,
        "number": 0.2,
        "route": 0.05,
        "nick": 0.02,
    },
    "youth": {
        "full": 0.45,
        "second": 0.95,
        "native": 0.22,
        "birth": 0.97,
        "sex": 0.99,
        "nationality": 0.97,
        "languages": 0.85,
        "ethnicity": 0.35,
        "birth_place": 0.65,
        "home": 0.2,
        "own_phone": 0.45,
        "kin_phone": 0.35,
        "father": 0.55,
        "mother": 0.5,
        "kin": 0.4,
        "height": 0.3,
        "looks": 0.3,
        "mark": 0.3,
        "paper": 0.15,
        "number": 0.5,
        "route": 0.45,
        "nick": 0.15,
    },
    "asylum": {
        "full": 0.7,
        "second": 0.98,
        "native": 0.35,
        "birth": 0.99,
        "sex": 0.995,
        "nationality": 0.99,
        "languages": 0.9,
        "ethnicity": 0.6,
        "birth_place": 0.85,
        "home": 0.4,
        "own_phone": 0.3,
        "kin_phone": 0.2,
        "father": 0.85,
        "mother": 0.8,
        "kin": 0.5,
        "height": 0.25,
        "looks": 0.2,
        "mark": 0.15,
        "paper": 0.3,
        "number": 0.97,
        "route": 0.7,
        "nick": 0.05,
    },
    "care": {
        "full": 0.4,
        "second": 0.93,
        "native": 0.12,
        "birth": 0.95,
        "sex": 0.99,
        "nationality": 0.95,
        "languages": 0.7,
        "ethnicity": 0.15,
        "birth_place": 0.35,
        "home": 0.06,
        "own_phone": 0.6,
        "kin_phone": 0.3,
        "father": 0.25,
        "mother": 0.25,
        "kin": 0.25,
        "height": 0.7,
        "looks": 0.75,
        "mark": 0.5,
        "paper": 0.08,
        "number": 0.5,
        "route": 0.3,
        "nick": 0.2,
    },
    "kin": {
        "full": 0.9,
        "second": 0.99,
        "native": 0.6,
        "birth": 0.98,
        "sex": 1.0,
        "nationality": 0.98,
        "languages": 0.8,
        "ethnicity": 0.5,
        "birth_place": 0.9,
        "home": 0.75,
        "own_phone": 0.6,
        "kin_phone": 0.92,
        "father": 0.95,
        "mother": 0.88,
        "kin": 0.6,
        "height": 0.4,
        "looks": 0.65,
        "mark": 0.65,
        "paper": 0.35,
        "number": 0.0,
        "route": 0.55,
        "nick": 0.35,
    },
}

# Names. Second words of given names: Mohammad or Khan, Bibi or Gul, Md and Akter, Van and Thi.
GIRLS_SECOND: Final = {"afghan": 0.12, "pakistani": 0.35, "bangladeshi": 1.0, "turkish": 0.2}
BOYS_SECOND: Final = {"afghan": 0.35, "pakistani": 0.3, "bangladeshi": 0.6, "turkish": 0.2}
HUSBANDS_NAME: Final = 0.8
OTHER_THAN_FATHERS: Final = 0.5  # Bangladeshi children with another last word than their father
RANK_OFFSET: Final = 5  # the weight of a name is 1 / (rank + this)
USUAL_SPELLING: Final = 0.6  # bearers who use the first spelling of the list
# Forms of a name: given side before the bar, family side after it. The first is the fullest; the
# others have their weights.
FORMS: Final[dict[str, dict[str, int]]] = {
    # Half of Afghans have a family name of their own choice. The others give the father's name when
    # asked.
    "afghan": {"given|family": 6, "given|father": 2, "given father|family": 1},
    "syrian": {
        "given father|family": 2,
        "given|family": 7,
        "given father grand|family": 1,
        "given|father": 1,
    },
    # Egyptian documents have four names in a row. Which of them a desk uses as the family name is
    # random.
    "egyptian": {
        "given father grand|family": 2,
        "given father|grand": 3,
        "given|father": 2,
        "given father|family": 2,
        "given|family": 2,
    },
    "moroccan": {"given|family": 1},
    "sudanese": {"given father|grand": 5, "given father grand|family": 2, "given|father": 3},
    "kurdish": {
        "given father|family": 2,
        "given|family": 3,
        "given father|grand": 2,
        "given|father": 1,
    },
    "somali": {"given father|grand": 6, "given|father": 2, "given|father grand": 3},
    "eritrean": {"given|father": 5, "given father|grand": 2, "given|father grand": 1},
    "westafrican": {"given|family": 1},
    "pakistani": {"given|family": 6, "given|father": 2},
    "bangladeshi": {"given|family": 1},
    "vietnamese": {"middle given|family": 6, "given|family middle": 1, "given|family": 3},
    "ukrainian": {"given middle|family": 2, "given|family": 6},
    "albanian": {"given|family": 9, "given father|family": 1},
    "turkish": {"given|family": 1},
}

# Probability that a word is written in the person's own spelling, by desk.
OWN_SPELLING: Final = {
    "police": 0.52,
    "shelter": 0.5,
    "hospital": 0.55,
    "youth": 0.62,
    "asylum": 0.7,
    "care": 0.6,
    "kin": 0.82,
}
HABIT: Final = 0.4  # of words in another spelling, those shaped by the desk's language
LISTED: Final = 0.45  # those in another usual spelling; the rest are misheard
# Names in the letters of the state: Greek and Cyrillic desks have forms of both kinds.
LOCAL_LETTERS: Final = {"GR": 0.06, "BG": 0.15, "RS": 0.1, "MK": 0.1}
COPIED: Final = 0.5  # a later desk of the state copies the name from the first document
OWN_KIN_PAPER: Final = 0.6

# Typing: studies of name fields in registers find an error in one to five of a hundred cells.
TYPED_RIGHT: Final = 0.965
TYPED_WRONG: Final = {"neighbour": 35, "exchange": 25, "lost": 25, "double": 15}
COLUMNS_RIGHT: Final = 0.955  # given and family name in the correct columns
WIDTH_RIGHT: Final = 0.985
WIDTHS: Final = (10, 12, 15)
JOINED_RIGHT: Final = 0.95  # words kept apart or together as the person writes them
BORDERS_RIGHT: Final = 0.97  # border between given and family name, if the name is a chain
ONE_COLUMN: Final = 0.3  # a desk with one field for the whole name
CAPITALS: Final = 0.12
CAPITALS_FAMILY: Final = 0.36  # French and Italian desks
OTHER_ORDER: Final = 0.12  # family name first in the one field
NICK_HAS: Final = 0.25
NICK_ONLY_RIGHT: Final = 0.985
FALSE_NAME: Final = 0.05  # people who give a false name at one border
FALSE_NAME_LISTED: Final = 0.2
FALSE_BIRTH: Final = 0.6
FALSE_YEARS: Final = (-3, -2, -1, 1, 2)
PLACEHOLDER_RIGHT: Final = 0.99

# Births. UNICEF: birth registration near 40 to 50 % in Afghanistan, 5 % in Somalia, over 90 % in
# Syria, Egypt and Ukraine.
KNOWS_DAY: Final = {
    "afghan": 0.35,
    "somali": 0.35,
    "eritrean": 0.7,
    "westafrican": 0.7,
    "sudanese": 0.5,
    "pakistani": 0.6,
    "bangladeshi": 0.6,
    "syrian": 0.93,
    "kurdish": 0.85,
}
KNOWS_DAY_ELSE: Final = 0.97
KNOWS_YEAR: Final = 0.7  # of those who do not know the day; the others know an age
FAMILY_KNOWS: Final = 0.75  # a family that knows the day although the child does not
DAY_TOLD: Final = {
    "police": 0.7,
    "shelter": 0.5,
    "hospital": 0.7,
    "youth": 0.85,
    "asylum": 0.92,
    "care": 0.85,
    "kin": 0.9,
}
YEAR_AS_FIRST_JANUARY: Final = 0.55
YEAR_RIGHT: Final = 0.72  # a year known without a day is often off by one
AGE_RIGHT: Final = 0.7
ASSESSED: Final = {"police": 0.05, "youth": 0.12, "asylum": 0.14, "hospital": 0.05}
# dental and bone assessments have errors of about two years
ASSESSED_OFF: Final = {
    -2: 8,
    -1: 24,
    0: 36,
    1: 22,
    2: 10,
}
DATE_RIGHT: Final = 0.93
DATE_SLIP: Final = {"digit": 30, "swapped": 30, "year": 25, "month": 15}
CONVERTED_RIGHT: Final = 0.72  # of dates given in another calendar
CONVERTED_WRONG: Final = {"thumb": 40, "off": 35, "year": 25}
KEEPS_CALENDAR: Final = 0.22  # a desk that writes the date as stated
CALENDAR_TOLD: Final = {"afghan": 0.6, "eritrean": 0.5, "somali": 0.03, "sudanese": 0.03}
YEAR_OFF: Final = (-1, 1)
AGE_OFF: Final = (-2, -1, -1, 1, 1)
DAYS_OFF: Final = (-2, -1, 1, 2)
OTHER_DATE_OFF: Final = (-1, 1, 2)
ETHIOPIAN_BY_THUMB: Final = 0.5
ONE_DATE: Final = 0.95
OLDER_ON_PURPOSE: Final = 0.04  # claims to be eighteen in order to travel on
ISO_DATES: Final = 0.7
MONTH_IN_WORDS: Final = 0.45
AGE_FOR_YEAR: Final = 0.6
AGE_AS_FIRST_JANUARY: Final = 0.3
ASSESSED_AS_AGE: Final = 0.5
BIRTH_KNOWN_TOLD: Final = 0.8
DOCUMENTED: Final = 0.75

# Other facts.
SEX_RIGHT: Final = 0.994
SEX_UNKNOWN: Final = 0.4  # of those not right
NATIONALITY_RIGHT: Final = 0.97
NATIONALITY_RIGHT_KIN: Final = 0.997
LANGUAGES_FURTHER: Final = 0.5
PLACE_VILLAGE: Final = 0.2
# if not known down to the village
PLACE_LEVELS: Final = {
    "town": 50,
    "province": 35,
    "country": 15,
}
PLACE_WITH_PROVINCE: Final = 0.3
PLACE_COUNTRY: Final = 0.75
PLACE_RIGHT: Final = 0.94  # otherwise a neighbouring place, or the last place of residence
PLACE_SPELLING: Final = 0.7
PLACE_KNOWN: Final = 0.92  # places of the desk's own state
KIN_WHOLE: Final = 0.5  # a relative with more than the first name
KIN_RIGHT: Final = 0.96
FAR_KIN: Final = 0.5  # uncles and grandparents besides siblings
PHONE_RIGHT: Final = 0.96
PHONE_WRITTEN: Final = {"plus": 70, "zeros": 15, "spaces": 15}
OWN_PHONE_LOCAL: Final = 0.6  # a SIM card of the state, not of home
KIN_AT_HOME: Final = 0.75
OWN_PHONE_HAS: Final = 0.75
OWN_PHONE_KEPT: Final = 0.45  # from one state to the next
KIN_PHONE_KEPT: Final = 0.9
EXPLOITER_PHONE: Final = 0.04
EXPLOITER_MARKED: Final = 0.7
KIN_LABEL: Final = 0.85
PAPER_HAS: Final = {
    "afghan": 0.3,
    "somali": 0.08,
    "eritrean": 0.2,
    "westafrican": 0.35,
    "ukrainian": 0.9,
    "albanian": 0.85,
    "turkish": 0.8,
    "syrian": 0.5,
}
PAPER_HAS_ELSE: Final = 0.4
NUMBER_RIGHT: Final = 0.97
FOREIGN_NUMBER: Final = (
    0.05  # a desk that knows another state's number, for example by Eurodac or a paper
)
# Adult stature compared with the common growth table, roughly by NCD-RisC.
STATURE_CM: Final = {
    "afghan": -3,
    "bangladeshi": -6,
    "vietnamese": -4,
    "pakistani": -2,
    "ukrainian": 5,
    "turkish": 2,
    "syrian": 1,
}
SPREAD_CM: Final = 6.0
TALLEST: Final = 2.3  # standard deviations
HEIGHT_ERROR_CM: Final = 1.2
HEIGHT_GUESSED: Final = {
    "police": 0.4,
    "shelter": 0.9,
    "hospital": 0.02,
    "youth": 0.5,
    "asylum": 0.4,
    "care": 0.6,
    "kin": 0.95,
}
HEIGHT_GUESS_CM: Final = 4.0
LOOKS_RIGHT: Final = 0.82
EYES: Final = {"brown": 8, "black": 2}
EYES_FAIR: Final = {"brown": 5, "blue": 3, "green": 2, "grey": 1}
HAIR: Final = {"black": 7, "brown": 3}
HAIR_FAIR: Final = {"brown": 5, "blond": 3, "black": 1}
MARK_KINDS: Final = {
    "scar:forehead": 14,
    "scar:eye": 5,
    "scar:chin": 6,
    "scar:forearm": 12,
    "scar:hand": 9,
    "scar:knee": 8,
    "scar:lower_leg": 7,
    "scar:abdomen": 4,
    "scar:scalp": 4,
    "burn:forearm": 5,
    "burn:hand": 3,
    "burn:back": 2,
    "birthmark:neck": 4,
    "mole:nose": 6,
    "birthmark:back": 2,
    "mole:neck": 3,
    "missing_part:finger2": 1,
    "dental:tooth": 4,
    "tattoo:hand": 3,
    "tattoo:forearm": 4,
}
MARK_TEXT: Final = 0.6
CROSS_TATTOO: Final = 0.12
MARKS: Final = {0: 42, 1: 34, 2: 17, 3: 7}
MARK_RIGHT: Final = 0.9
MARK_SIDE_RIGHT: Final = 0.93
MARK_SIDE_TOLD: Final = 0.85
MARK_TEXT_TOLD: Final = 0.7
ADDRESS_PART: Final = 0.75
EVENT_DAY: Final = 0.97
EVENT_PLACE: Final = 0.85
ROUTE_PLACE: Final = 0.5
ROUTE_DAY: Final = 0.3
ROUTE_AHEAD: Final = 0.2  # names its destination
ROUTE_STOP: Final = 0.75
