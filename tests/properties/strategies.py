"""Random people, places and texts, including hostile text, for property tests of the engine."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from matching import Birth, Document, Home, Mark, Name, Person, Phone, Place, Relative
from matching.codes import code_lists as codes
from tests.examples import examples

# numba compiles at the first call, which a deadline would measure. A module that imports from here
# loads this profile, because `given` uses the profile that is loaded when it decorates.
settings.register_profile(
    "engine",
    deadline=None,
    max_examples=examples(120),
    suppress_health_check=[HealthCheck.too_slow],
)

HOSTILE = (
    "",
    " ",
    "a",
    "J.",
    "?",
    "unknown",
    "Baby girl",
    "\u202eevil\u202c",
    "\ud800",
    "a\udfffb",
    "👧🏽 👩‍👧",
    "12345",
    "'; --",
    "= 1+1",
    "\x00\x01",
    "ال",
    "abd",
    "x" * 3000,
    "a b " * 500,
    "Ａｌｉ",
    "ﷺ",
    "İı",
    "ǅ",
    "ß" * 40,
    "مُحَمَّد",
    "加藤",
    "김",
    "𐎀",
    "e\u0301" * 50,
    "\u200c\u200d",
    "Nguyễn",
    "ﬁﬂ",
    "ﬃ ﬁn",
    "΅",
    "ᾳ",
    "\u0345",
)
PARTS = (
    "Maryam",
    "Mariam",
    "Karimi",
    "Kareemi",
    "Mohammad",
    "Muhamed",
    "Hosseini",
    "Abd al-Rahman",
    "Abdurrahman",
    "Selam",
    "Tesfay",
    "Oksana",
    "Бондар",
    "مریم",
    "کریمی",
    "محمد",
    "عبد الرحمن",
    "ሓጎስ",
    "张伟",
    "Minh",
    "Văn",
    "J.",
    "Ali",
    "bin",
    "Noor",
)
REAL = st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map(" ".join)
TEXT = st.one_of(REAL, REAL, st.sampled_from(HOSTILE), st.text(max_size=60))
DAYS = st.dates(date(1995, 1, 1), date(2020, 12, 31))
# Names of one place, of several, of a province, of countries, with and without their country.
WHERE = st.sampled_from(
    (
        "Herat",
        "هرات",
        "Herat, Afghanistan",
        "Afghanistan",
        "Nangarhar",
        "Tripoli",
        "Tripoli, Lebanon",
        "Beirut",
        "Roma",
        "Athens",
        "Αθήνα",
        "Paris, Texas",
        "Luxembourg",
        "Nowhereville, Syria",
    )
)
PLACES = st.builds(
    Place,
    st.sampled_from(("", "IT", "GR")),
    TEXT | WHERE,
    st.none() | DAYS,
    st.sampled_from(codes.PLACE_ROLES),
)


@st.composite
def births(draw: st.DrawFn) -> Birth:
    first = draw(DAYS)
    width = draw(st.sampled_from((0, 0, 0, 30, 364, 1000)))
    return Birth(
        first,
        date.fromordinal(first.toordinal() + width),
        draw(st.sampled_from(("", *codes.BIRTH_KNOWN))),
    )


def some(one: st.SearchStrategy[object], most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=most).map(tuple)


def coded(*lists: tuple[str, ...]) -> list[st.SearchStrategy[str]]:
    return [st.sampled_from(listed) for listed in lists]


HOMES = st.builds(
    Home,
    TEXT
    | WHERE
    | st.lists(
        st.sampled_from(("12", "Main Street", "Herat", "2026", "2062", "Injil", "هرات")), max_size=5
    ).map(", ".join),
    st.sampled_from(("own", "own", "exploiter")),
)
NAMES = st.builds(Name, TEXT, st.sampled_from(codes.NAME_ROLES))
NUMBERS = st.sampled_from(
    ("963944123456", "963944123457", "0944123456", "123456", "1", "999999999999999")
)
PEOPLE = st.builds(
    Person,
    names=some(NAMES, 3),
    births=some(births()),
    sex=st.sampled_from(("", "M", "F", "X")),
    nationalities=some(st.sampled_from(("AF", "SY", "ER", "XXA"))),
    languages=some(st.sampled_from(("fas", "ara", "tir"))),
    ethnicities=some(st.sampled_from(("hazara", "tajik", "kurd"))),
    birth_place=TEXT | WHERE,
    homes=some(HOMES),
    places=some(PLACES),
    phones=some(st.builds(Phone, NUMBERS, st.sampled_from(codes.PHONE_OWNERS), st.booleans())),
    documents=some(
        st.builds(
            Document,
            *coded(
                ("passport", "other"),
                ("", "SY", "AF"),
                ("N0012345", "NOO12345", "N0017345", "ABCD1234"),
                ("", *codes.CHECKS),
                ("own", "exploiter"),
            ),
        )
    ),
    relatives=some(
        st.builds(Relative, st.sampled_from(("mother", "father", "sister", "exploiter")), TEXT), 3
    ),
    height_cm=st.none() | st.integers(30, 250),
    height_on=st.none() | DAYS,
    eyes=st.sampled_from(("", *codes.EYES)),
    hair=st.sampled_from(("", *codes.HAIR)),
    marks=some(
        st.builds(
            Mark,
            *coded(
                (*codes.MARK_KINDS[:3], *sorted(codes.SENSITIVE_MARK_KINDS)),
                (*codes.MARK_PARTS[:3], *sorted(codes.SENSITIVE_MARK_PARTS)),
                ("", *codes.MARK_SIDES),
                ("", "a cross", "Herz 12"),
            ),
        ),
        3,
    ),
)
