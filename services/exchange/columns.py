"""Which column of somebody's file is which of the intake row: said by who imports, suggested from
common headings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from core.errors import InvalidInput
from services.foundation.statements import INTAKE_COLUMNS, LIST_COLUMNS

LIST_MARK = "|"
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
# intake column -> headings met in files of desks and agencies, without accents (en, fr, de, es, it)
_HEADINGS: dict[str, str] = {
    "record_ref": (
        "reference ref id case_id case_number file_number dossier numero_dossier aktenzeichen "
        "referencia riferimento"
    ),
    "kind": "type record_type art type_de_dossier tipo",
    "full_name": "name full_name nom_complet vollstandiger_name nombre_completo nome_completo",
    "given_names": (
        "first_name firstname forename given_name prenom prenoms vorname vornamen nombre nombres"
        " nome"
    ),
    "family_names": (
        "last_name lastname surname family_name nom nom_de_famille nachname familienname apellido "
        "apellidos cognome"
    ),
    "name_native": "native_name name_in_own_script original_name",
    "aliases": "alias nickname other_names surnom spitzname alias_names",
    "birth_date": (
        "date_of_birth dob birthdate birthday date_de_naissance geburtsdatum fecha_de_nacimiento "
        "data_di_nascita"
    ),
    "age": "years alter edad eta",
    "sex": "gender sexe geschlecht sexo sesso",
    "nationalities": (
        "nationality nationalite staatsangehorigkeit nacionalidad nazionalita citizenship"
    ),
    "languages": "language langue langues sprache sprachen idioma lingua",
    "birth_place": (
        "place_of_birth lieu_de_naissance geburtsort lugar_de_nacimiento luogo_di_nascita"
    ),
    "home_address": (
        "address home home_town adresse domicile anschrift wohnort direccion domicilio indirizzo"
        " residenza"
    ),
    "event_date": "last_seen last_seen_date date_found found_on date_de_disparition vermisst_seit",
    "event_country": "country pays land pais paese",
    "event_place": "place last_seen_place lieu ort lugar luogo",
    "phones": "phone telephone phone_number telefon telefono mobile",
    "documents": "document passport passeport reisepass pasaporte passaporto",
    "relatives": "family relative parents angehorige familiares parenti",
    "height_cm": "height taille grosse altura altezza",
    "eyes": "eye_colour eye_color yeux augen ojos occhi",
    "hair": "hair_colour hair_color cheveux haare pelo capelli",
    "marks": "distinguishing_marks scars signes_particuliers merkmale senas",
    "description": "notes remarks comments remarques bemerkung bemerkungen observaciones note",
}
_KNOWN = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split()}


def suggest(columns: Iterable[str]) -> dict[str, str]:
    """Return which intake column each column probably is, none twice; one that nothing is known of
    is left out.
    """
    found: dict[str, str] = {}
    for name in columns:
        plain = _plain(name)
        column = plain if plain in INTAKE_COLUMNS else _KNOWN.get(plain, "")
        if column and column not in found.values():
            found[name] = column
    return found


def _plain(name: str) -> str:
    bare = "".join(
        one
        for one in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(one)
    )
    return _NOT_LETTERS.sub("_", bare.replace("ß", "ss")).strip("_")


def check(columns: Sequence[str], mapping: Mapping[str, str], *, needed: Iterable[str]) -> None:
    """Raise `InvalidInput` (field `mapping`) for a mapping that does not fit the columns or lacks
    one that is needed.

    A list may come of several columns, anything else of one.
    """
    if not mapping.keys() <= set(columns):
        raise InvalidInput("mapping", "no_such_column", "the file has no column of this name")
    if any(columns.count(name) > 1 for name in mapping):
        raise InvalidInput("mapping", "column_twice", "the file has two columns of this name")
    if not set(mapping.values()) <= set(INTAKE_COLUMNS):
        raise InvalidInput("mapping", "unknown_column")
    said = list(mapping.values())
    if any(said.count(column) > 1 for column in said if column not in LIST_COLUMNS):
        raise InvalidInput(
            "mapping", "mapped_twice", "two columns are mapped to one that is no list"
        )
    for column in needed:
        if column not in said:
            raise InvalidInput("mapping", "column_missing", f"no column is mapped to {column}")


def mapped(
    columns: Sequence[str], mapping: Mapping[str, str], cells: Sequence[str]
) -> dict[str, str]:
    """Return the intake row that a row of cells says under a mapping."""
    row: dict[str, str] = {}
    for name, column in mapping.items():
        cell = cells[columns.index(name)]
        row[column] = LIST_MARK.join(filter(None, (row.get(column, ""), cell)))
    return row
