"""Code lists of the compared attributes, as small tables. An unlisted code carries no bits.

The module holds the codes, their synonyms, and the number of each code in a packed row: its place
in the tuple plus one, 0 for unknown. Appending a code is safe. Reordering codes requires a new
packed version.
"""

from __future__ import annotations

from typing import Final

UNKNOWN_WORDS: Final = frozenset(
    {
        "",
        "-",
        "--",
        "?",
        "??",
        "n/a",
        "na",
        "nil",
        "none",
        "null",
        "unknown",
        "unk",
        "not known",
        "not_asked",
        "not asked",
        "refused",
        "u",
        "x-unknown",
        "inconnu",
        "inconnue",
        "unbekannt",
        "desconocido",
        "desconocida",
        "sconosciuto",
        "sconosciuta",
        "onbekend",
        "nepoznato",
        "nieznany",
        "necunoscut",
        "bilinmiyor",
        "неизвестно",
        "невідомо",
        "άγνωστο",
        "مجهول",
        "غير معروف",
        "نامعلوم",
        "نامشخص",
        "不明",
        "未知",
    }
)

SEX: Final = ("F", "M", "X")
SEX_WORDS: Final = {
    "f": "F", "female": "F", "girl": "F", "woman": "F", "2": "F",
    "m": "M", "male": "M", "boy": "M", "man": "M", "1": "M",
    "x": "X", "other": "X", "9": "X", "0": "",
}  # fmt: skip

EYES: Final = (
    "black",
    "blue",
    "brown",
    "green",
    "grey",
    "hazel",
    "maroon",
    "pink",
    "different_each",
)
HAIR: Final = (
    "bald",
    "black",
    "blond",
    "brown",
    "grey",
    "red",
    "sandy",
    "white",
    "dyed",
    "covered",
)
COLOUR_WORDS: Final = {
    "gray": "grey",
    "blonde": "blond",
    "auburn": "red",
    "dark": "black",
    "dark_brown": "brown",
}

# Colours that two people often confuse when they describe the same child (judged).
NEAR_EYES: Final = (
    ("black", "brown"),
    ("brown", "hazel"),
    ("brown", "maroon"),
    ("green", "hazel"),
    ("blue", "grey"),
    ("green", "grey"),
    ("blue", "green"),
)
NEAR_HAIR: Final = (
    ("black", "brown"),
    ("blond", "sandy"),
    ("brown", "sandy"),
    ("brown", "red"),
    ("red", "sandy"),
    ("grey", "white"),
    ("blond", "brown"),
    ("blond", "white"),
)
# The most common colours of eyes and hair in most regions where children go missing.
DARK: Final = ("black", "brown")
# Codes of hair that give no colour.
UNINFORMATIVE_HAIR: Final = ("dyed", "covered", "bald")

MARK_KINDS: Final = (
    "scar",
    "burn",
    "tattoo",
    "brand",
    "piercing",
    "birthmark",
    "mole",
    "missing_part",
    "deformity",
    "dental",
    "surgical",
    "skin",
    "ritual",
    "self_harm",
)
MARK_PARTS: Final = (
    "scalp",
    "forehead",
    "eye",
    "ear",
    "nose",
    "mouth",
    "tooth",
    "chin",
    "neck",
    "shoulder",
    "upper_arm",
    "elbow",
    "forearm",
    "wrist",
    "hand",
    "finger1",
    "finger2",
    "finger3",
    "finger4",
    "finger5",
    "chest",
    "abdomen",
    "back",
    "hip",
    "buttock",
    "thigh",
    "knee",
    "lower_leg",
    "ankle",
    "foot",
    "toe",
    "genital",
)
MARK_SIDES: Final = ("left", "right", "both", "middle")
# Sensitive marks: these kinds, or marks on these parts. They are an attribute of their own because
# fewer people may know of them. `core.policy.fields.field_class` gives the same marks a class of
# their own; a test compares the two lists.
SENSITIVE_MARK_KINDS: Final = frozenset({"self_harm"})
SENSITIVE_MARK_PARTS: Final = frozenset({"genital"})
SENSITIVE_FLAG: Final = 128  # added to the kind of a sensitive mark in a packed row

# Relations whose family name may follow a child's own: the father, and siblings of every kind.
FATHER: Final = "father"
SIBLINGS: Final = ("brother", "sister")  # suffixes of the sibling relations
_FAMILY: Final = ("mother", "father", "brother", "sister")
RELATIONS: Final = (
    "mother",
    "father",
    "grandmother",
    "grandfather",
    "aunt",
    "uncle",
    "brother",
    "sister",
    *(f"{prefix}_{relation}" for prefix in ("half", "step", "foster") for relation in _FAMILY),
    "cousin",
    "husband",
    "wife",
    "partner",
    "guardian",
    "other_family",
    "travel_companion",
    "smuggler",
    "exploiter",
    "other",
)

NAME_ROLES: Final = (
    "full",
    "native",
    "given",
    "family",
    "alias",
    "nickname",
    "patronymic",
    "exploiter",
)
INFORMAL_ROLES: Final = ("alias", "nickname", "patronymic", "exploiter")
FIRST_INFORMAL_ROLE: Final = NAME_ROLES.index(INFORMAL_ROLES[0]) + 1  # its number in a packed row
# A given name followed by the father's names or a sibling's family name. It is made when packing.
COMPOSED_NAME_ROLE: Final = len(NAME_ROLES) + 1
PHONE_OWNERS: Final = ("own", "relative", "exploiter")
PLACE_ROLES: Final = ("last_seen", "found", "route")
KINDS: Final = ("missing", "found", "tracing", "preventive")
BIRTH_KNOWN: Final = ("documented", "claimed", "assessed")
# share of the negative bits (judged)
BIRTH_KNOWN_PERCENT: Final = {
    "documented": 120,
    "claimed": 100,
    "assessed": 60,
}
CALENDARS: Final = ("gregorian", "solar_hijri", "hijri", "ethiopian")

# Codes for "no country". Statelessness is a fact; refugee and unspecified are not.
UNINFORMATIVE_COUNTRIES: Final = frozenset({"XXB", "XXX", "XX", "ZZ"})
THREE_LETTER_COUNTRIES: Final = frozenset({"XXA", "XXB", "XXX"})

# Synonyms of document kinds. Documents of any other kind are compared by number only.
DOCUMENT_TYPES: Final = (
    "passport",
    "id_card",
    "birth_certificate",
    "residence_permit",
    "asylum",
    "travel_document",
    "other",
    "national_number",
)
DOCUMENT_WORDS: Final = {
    "identity_card": "id_card",
    "id": "id_card",
    "national_id": "id_card",
    "tazkira": "id_card",
    "taskera": "id_card",
    "pass": "passport",
    "birth": "birth_certificate",
    "residence": "residence_permit",
    "permit": "residence_permit",
    "personal_number": "national_number",
    "cnp": "national_number",
    "egn": "national_number",
    "pesel": "national_number",
    "bsn": "national_number",
    "nir": "national_number",
    "oib": "national_number",
    "personnummer": "national_number",
    "hetu": "national_number",
    "isikukood": "national_number",
    "amka": "national_number",
    "rodne_cislo": "national_number",
    "codice_fiscale": "national_number",
    "dni": "national_number",
    "nie": "national_number",
    "kimlik": "national_number",
    "kod_melli": "national_number",
    "asylum_card": "asylum",
    "asylum_seeker_card": "asylum",
    "laissez_passer": "travel_document",
    "visa": "other",
}


CHECKS: Final = ("fits", "fails")  # result of a document number's check digit
FITS, FAILS = CHECKS


def code_number(codes: tuple[str, ...], code: str) -> int:
    """Return a code's number in a packed row: its place in `codes` plus one, 0 if it is missing."""
    return codes.index(code) + 1 if code in codes else 0
