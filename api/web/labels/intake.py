"""THE words of the intake columns: how pages name a column and its codes, and how the form asks for
it.

`core.intake` has the columns themselves. Every column needs a row here, and a test fails without.
The order of the rows of one group is their order in the form.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.web.gettext_marker import N_

GROUPS = ("first", "birth", "event", "family", "looks", "more", "long", "sharing")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLabel:
    """The words of one column, and its place in the form that registers a person.

    `name` names the column wherever its value is shown.
    `group` is the group of the form; "" means that the form does not ask for the column, or asks
    for it in pieces of its own (`api.web.pages.records.register.ROWS`).
    `question` is the label in the form, where it differs from the name.
    `empty` are the words for no choice.
    `kinds` are the kinds of record whose form asks for the column.
    `parts` name the cells of a column of several parts, in their order; `rows` is how many values
    the form has room for.
    """

    name: str
    group: str = ""
    question: str = ""
    hint: str = ""
    empty: str = N_("Not known")
    is_left_to_right: bool = False
    kinds: tuple[str, ...] = ("missing", "found", "tracing")
    parts: tuple[str, ...] = ()
    rows: int = 1


INTAKE_LABELS: dict[str, FieldLabel] = {
    "record_ref": FieldLabel(
        name=N_("Own reference"),
        group="first",
        hint=N_("The number of your own file."),
        is_left_to_right=True,
    ),
    "kind": FieldLabel(name=N_("Kind")),
    "full_name": FieldLabel(
        name=N_("Full name"), group="first", question=N_("Name as written or heard")
    ),
    "name_native": FieldLabel(
        name=N_("Name in own script"),
        group="first",
        hint=N_("As the person writes it, in any script."),
    ),
    "sex": FieldLabel(name=N_("Sex"), group="first", empty=N_("Not asked")),
    "nationalities": FieldLabel(
        name=N_("Nationalities"),
        group="first",
        question=N_("Nationality"),
        hint=N_("By name, or two letters as AF."),
    ),
    "birth_date": FieldLabel(
        name=N_("Born"), group="birth", hint=N_("2009-07-10, July 2009, 2009, or “about 15”.")
    ),
    "birth_calendar": FieldLabel(
        name=N_("Calendar of the birth date"),
        group="birth",
        question=N_("Calendar of that date"),
        empty=N_("As it is written"),
    ),
    "birth_known": FieldLabel(
        name=N_("How the birth date is known"),
        group="birth",
        question=N_("How it is known"),
        empty=N_("Not asked"),
    ),
    "age": FieldLabel(name=N_("Age")),
    "age_on": FieldLabel(name=N_("Age on that day")),
    "event_date": FieldLabel(
        name=N_("Day seen or found"),
        group="event",
        question=N_("Day"),
        hint=N_("2026-03-02"),
        is_left_to_right=True,
    ),
    "event_country": FieldLabel(
        name=N_("Country seen or found"), group="event", question=N_("Country")
    ),
    "event_place": FieldLabel(name=N_("Place seen or found"), group="event", question=N_("Place")),
    "category": FieldLabel(
        name=N_("Category"),
        group="event",
        question=N_("What happened"),
        kinds=("missing", "tracing"),
    ),
    "phones": FieldLabel(name=N_("Telephones")),
    "documents": FieldLabel(name=N_("Documents")),
    "home_address": FieldLabel(
        name=N_("Home address"),
        group="family",
        hint=N_(
            "Where the family lives or last lived: house and street or village, town, postcode. It"
            " is compared, and shown to nobody but your agency."
        ),
    ),
    "relatives": FieldLabel(name=N_("Relatives and companions")),
    "height_cm": FieldLabel(name=N_("Height in cm"), group="looks"),
    "eyes": FieldLabel(name=N_("Eyes"), group="looks"),
    "hair": FieldLabel(name=N_("Hair"), group="looks"),
    "marks": FieldLabel(name=N_("Marks")),
    "given_names": FieldLabel(name=N_("Given names"), group="more"),
    "family_names": FieldLabel(name=N_("Family names"), group="more"),
    "aliases": FieldLabel(
        name=N_("Other names"), group="more", question=N_("Another name or nickname")
    ),
    "birth_place": FieldLabel(name=N_("Place of birth"), group="more"),
    "languages": FieldLabel(
        name=N_("Languages"),
        group="more",
        question=N_("Language"),
        hint=N_("Three letters, as prs for Dari."),
        is_left_to_right=True,
    ),
    "ethnicity": FieldLabel(name=N_("Ethnicity")),
    "route": FieldLabel(name=N_("Route")),
    "description": FieldLabel(
        name=N_("Description"),
        group="long",
        hint=N_("Never shown to another agency. No places and no telephones of your own here."),
    ),
    "care": FieldLabel(name=N_("Care")),
    "sharing": FieldLabel(
        name=N_("What others see"),
        group="sharing",
        question=N_("Others see"),
        empty=N_("What is usual for this situation"),
    ),
    "recipients": FieldLabel(name=N_("Shared with")),
}

# List of codes -> code -> its words. Every list also has those of `NOT_KNOWN_WORDS`.
INTAKE_CODES: dict[str, dict[str, str]] = {
    "category": {
        "runaway_or_thrown_out": N_("Ran away or was thrown out"),
        "parental_abduction": N_("Taken by a parent"),
        "missing_in_migration": N_("Missing in migration"),
        "criminal_abduction": N_("Abducted"),
        "trafficking_victim": N_("Victim of trafficking"),
        "lost_injured_other": N_("Lost, injured or otherwise missing"),
    },
}
NOT_KNOWN_WORDS = {
    "unknown": N_("Not known"),
    "not_asked": N_("Not asked"),
    "refused": N_("Does not want to say"),
}
