"""THE table of the intake row: one row for each column that describes a registered person.

Statements, field classes, search columns, request schemas, import headings, disclosure scopes and
forms iterate over this table. The words that pages show for a column are in
`api.web.labels.intake`. How to add a column: docs/recipes/column.md.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from core.field_class import FieldClass

# Why a person is missing: the categories of hotlines for missing children, and trafficking.
CATEGORIES = (
    "runaway_or_thrown_out",
    "parental_abduction",
    "missing_in_migration",
    "criminal_abduction",
    "trafficking_victim",
    "lost_injured_other",
)


# What every closed list also takes: nobody knows, nobody asked, the person did not want to say.
NOT_KNOWN = ("unknown", "not_asked", "refused")


class Kind(enum.Enum):
    """What a value of a column is. Forms and pages choose their input and their words by it."""

    TEXT = enum.auto()
    LONG_TEXT = enum.auto()
    NUMBER = enum.auto()
    CODE = enum.auto()  # a code of the list named in `codes`
    COUNTRY = enum.auto()
    DATE = enum.auto()  # of a part: YYYY-MM-DD
    YEARS = enum.auto()  # of a part: one age or the range between two, as 15-17
    REFERENCE = enum.auto()  # of a part: where something is kept, never the thing itself
    PARTS = enum.auto()  # several parts, separated by colons


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a value of several parts; the form has a cell for it.

    `name` is unique among all parts: it names the cell.
    `accepted` are the codes of a part that the engine does not read, as of a column.
    `counted_as` is the statistic that counts records by the codes of the part; "" for none.
    `is_optional` is for a first part that is left out with its colon where it is empty.
    """

    name: str
    kind: Kind = Kind.TEXT
    codes: str = ""
    accepted: tuple[str, ...] = ()
    counted_as: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeField:
    """One column of the intake row.

    `field_class` is None for a column that is stored in plain, in the table `record`.
    `class_when_found` replaces it in the record of a found person.
    `accepted` are the codes of a column that the engine does not read, without `NOT_KNOWN`, which
    every list takes. The engine checks the codes of the columns that it reads.
    `is_text_accepted` says that another value is kept as text, with a warning.
    `parts` are the parts of a value, in their order. Any but the last has no colon in it.
    `counted_as` is the statistic that counts records by the codes of the column; "" for none.
    `headings` are the names of the column in files of agencies (en, fr, de, es, it), without
    accents and separated by spaces.
    `scope` is the scope of a disclosure that opens the column; "" means none does.
    `note` describes the values in the OpenAPI document.
    """

    name: str
    field_class: FieldClass | None
    class_when_found: FieldClass | None = None
    kind: Kind = Kind.TEXT
    codes: str = ""
    accepted: tuple[str, ...] = ()
    is_text_accepted: bool = False
    parts: tuple[Part, ...] = ()
    counted_as: str = ""
    is_list: bool = False
    is_fixed: bool = False  # set at the registration; no edit changes it
    is_searched: bool = False
    scope: str = ""
    headings: str = ""
    note: str = ""


INTAKE_FIELDS: tuple[IntakeField, ...] = (
    IntakeField(
        name="record_ref",
        field_class=FieldClass.F2,
        is_fixed=True,
        headings=(
            "reference ref id case_id case_number file_number dossier numero_dossier aktenzeichen"
            " referencia riferimento"
        ),
    ),
    IntakeField(
        name="kind",
        field_class=None,
        is_fixed=True,
        headings="type record_type art type_de_dossier tipo",
    ),
    IntakeField(
        name="category",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="category",
        accepted=CATEGORIES,
        counted_as="categories",
    ),
    IntakeField(
        name="full_name",
        field_class=FieldClass.F2,
        is_searched=True,
        scope="identity",
        headings="name full_name nom_complet vollstandiger_name nombre_completo nome_completo",
    ),
    IntakeField(
        name="given_names",
        field_class=FieldClass.F2,
        is_searched=True,
        scope="identity",
        headings=(
            "first_name firstname forename given_name prenom prenoms vorname vornamen nombre"
            " nombres nome"
        ),
    ),
    IntakeField(
        name="family_names",
        field_class=FieldClass.F2,
        is_searched=True,
        scope="identity",
        headings=(
            "last_name lastname surname family_name nom nom_de_famille nachname familienname"
            " apellido apellidos cognome"
        ),
    ),
    IntakeField(
        name="name_native",
        field_class=FieldClass.F2,
        is_searched=True,
        scope="identity",
        headings="native_name name_in_own_script original_name",
    ),
    IntakeField(
        name="aliases",
        field_class=FieldClass.F2,
        is_list=True,
        is_searched=True,
        scope="identity",
        headings="alias nickname other_names surnom spitzname alias_names",
    ),
    IntakeField(
        name="birth_date",
        field_class=FieldClass.F2,
        is_list=True,
        is_searched=True,
        scope="identity",
        headings=(
            "date_of_birth dob birthdate birthday date_de_naissance geburtsdatum"
            " fecha_de_nacimiento data_di_nascita"
        ),
        note="YYYY, YYYY-MM or YYYY-MM-DD; several when they conflict",
    ),
    IntakeField(
        name="birth_known",
        field_class=FieldClass.F2,
        kind=Kind.CODE,
        codes="birth_known",
        is_searched=True,
        scope="identity",
        note="documented, claimed or assessed",
    ),
    IntakeField(
        name="birth_calendar",
        field_class=FieldClass.F2,
        kind=Kind.CODE,
        codes="calendar",
        is_searched=True,
        scope="identity",
        note="gregorian, solar_hijri, hijri or ethiopian",
    ),
    IntakeField(
        name="age",
        field_class=FieldClass.F2,
        kind=Kind.NUMBER,
        is_searched=True,
        scope="identity",
        headings="years alter edad eta",
    ),
    IntakeField(
        name="age_on",
        field_class=FieldClass.F2,
        is_searched=True,
        scope="identity",
    ),
    IntakeField(
        name="sex",
        field_class=FieldClass.F1,
        kind=Kind.CODE,
        codes="sex",
        is_searched=True,
        scope="identity",
        headings="gender sexe geschlecht sexo sesso",
        note="M, F, X or U",
    ),
    IntakeField(
        name="nationalities",
        field_class=FieldClass.F1,
        kind=Kind.COUNTRY,
        is_list=True,
        is_searched=True,
        scope="identity",
        headings=(
            "nationality nationalite staatsangehorigkeit nacionalidad nazionalita citizenship"
        ),
    ),
    IntakeField(
        name="languages",
        field_class=FieldClass.F1,
        kind=Kind.CODE,
        codes="language",
        is_list=True,
        is_searched=True,
        scope="identity",
        headings="language langue langues sprache sprachen idioma lingua",
    ),
    IntakeField(
        # not searched: guesses at it would show in the band and the order of what is found
        name="ethnicity",
        field_class=FieldClass.F4B,
        is_list=True,
        note="for the owner alone; compared, never told to anybody else",
    ),
    IntakeField(
        name="birth_place",
        field_class=FieldClass.F2,
        is_searched=True,
        scope="identity",
        headings="place_of_birth lieu_de_naissance geburtsort lugar_de_nacimiento luogo_di_nascita",
    ),
    IntakeField(
        # not searched, as `ethnicity`; it leads to a family, or to a person whom a child fled
        name="home_address",
        field_class=FieldClass.F4A,
        is_list=True,
        headings=(
            "address home home_town adresse domicile anschrift wohnort direccion domicilio"
            " indirizzo residenza"
        ),
        note=(
            "where the family lives or last lived, parts by comma; for the owner alone: compared,"
            " never told to anybody else; optionally controller: before it"
        ),
    ),
    IntakeField(
        name="event_date",
        field_class=FieldClass.F3,
        class_when_found=FieldClass.F4A,
        is_searched=True,
        scope="place",
        headings="last_seen last_seen_date date_found found_on date_de_disparition vermisst_seit",
    ),
    IntakeField(
        name="event_country",
        field_class=FieldClass.F3,
        class_when_found=FieldClass.F4A,
        kind=Kind.COUNTRY,
        is_searched=True,
        scope="place",
        headings="country pays land pais paese",
    ),
    IntakeField(
        name="event_place",
        field_class=FieldClass.F3,
        class_when_found=FieldClass.F4A,
        is_searched=True,
        scope="place",
        headings="place last_seen_place lieu ort lugar luogo",
    ),
    IntakeField(
        name="route",
        field_class=FieldClass.F3,
        class_when_found=FieldClass.F4A,
        kind=Kind.PARTS,
        parts=(
            Part(name="route_country", kind=Kind.COUNTRY),
            Part(name="route_place"),
            Part(name="route_date", kind=Kind.DATE),
        ),
        is_list=True,
        is_searched=True,
        scope="place",
        note="country[:place[:YYYY-MM-DD]], places passed or headed for",
    ),
    IntakeField(
        name="phones",
        field_class=FieldClass.F2B,
        kind=Kind.PARTS,
        parts=(
            Part(
                name="phone_owner",
                kind=Kind.CODE,
                codes="phone_owner",
                is_optional=True,
            ),
            Part(name="phone_number"),
        ),
        is_list=True,
        is_searched=True,
        scope="contact",
        headings="phone telephone phone_number telefon telefono mobile",
        note="optionally own:, relative: or controller: before the number",
    ),
    IntakeField(
        name="documents",
        field_class=FieldClass.F2,
        kind=Kind.PARTS,
        parts=(
            Part(name="document_type", kind=Kind.CODE, codes="document_type"),
            Part(name="document_country", kind=Kind.COUNTRY),
            Part(name="document_number"),
        ),
        is_list=True,
        is_searched=True,
        scope="identity",
        headings="document passport passeport reisepass pasaporte passaporto",
        note="type:country:number or a machine readable zone; optionally controller: before it",
    ),
    IntakeField(
        name="relatives",
        field_class=FieldClass.F2A,
        kind=Kind.PARTS,
        parts=(
            Part(
                name="relative_relation",
                kind=Kind.CODE,
                codes="relation",
                is_optional=True,
            ),
            Part(name="relative_name"),
        ),
        is_list=True,
        is_searched=True,
        scope="identity",
        headings="family relative parents angehorige familiares parenti",
        note="relation:name",
    ),
    IntakeField(
        name="height_cm",
        field_class=FieldClass.F3,
        kind=Kind.NUMBER,
        is_searched=True,
        scope="photo",
        headings="height taille grosse altura altezza",
    ),
    IntakeField(
        name="eyes",
        field_class=FieldClass.F3,
        kind=Kind.CODE,
        codes="eyes",
        is_searched=True,
        scope="photo",
        headings="eye_colour eye_color yeux augen ojos occhi",
    ),
    IntakeField(
        name="hair",
        field_class=FieldClass.F3,
        kind=Kind.CODE,
        codes="hair",
        is_searched=True,
        scope="photo",
        headings="hair_colour hair_color cheveux haare pelo capelli",
    ),
    IntakeField(
        name="marks",
        field_class=FieldClass.F3,
        kind=Kind.PARTS,
        parts=(
            Part(name="mark_kind", kind=Kind.CODE, codes="mark_kind", is_optional=True),
            Part(name="mark_part", kind=Kind.CODE, codes="mark_part", is_optional=True),
            Part(name="mark_side", kind=Kind.CODE, codes="mark_side"),
            Part(name="mark_text"),
        ),
        is_list=True,
        is_searched=True,
        scope="photo",
        headings="distinguishing_marks scars signes_particuliers merkmale senas",
        note="kind:part:side:text",
    ),
    IntakeField(name="care", field_class=FieldClass.F4B),
    IntakeField(
        name="description",
        field_class=FieldClass.F4B,
        kind=Kind.LONG_TEXT,
        headings="notes remarks comments remarques bemerkung bemerkungen observaciones note",
    ),
    IntakeField(
        name="sharing",
        field_class=None,
        kind=Kind.CODE,
        codes="sharing",
        note="none, hit, profile or identity; empty: the default of the situation",
    ),
    IntakeField(
        name="recipients",
        field_class=FieldClass.F4B,
        kind=Kind.COUNTRY,
        is_list=True,
        note="states the record is shared with",
    ),
)
