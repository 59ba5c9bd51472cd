"""The table of the intake row: one entry for each column that describes a registered person.

Statements, field classes, search columns, request schemas, import headings, disclosure scopes and
forms iterate over this table. `api.web.labels.intake` has the labels of pages.
docs/recipes/column.md explains how to add a column.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from core.codes.alerts import AlertStatus, EuropolStatus, SisCategory
from core.codes.records import DangerKind
from core.codes.trafficking import (
    Exploitation,
    MeansOfControl,
    Recruiter,
    TraffickingBasis,
    TraffickingStatus,
)
from core.field_class import FieldClass

# Reasons why a person is missing: the categories of hotlines for missing children, and trafficking.
CATEGORIES = (
    "runaway_or_thrown_out",
    "parental_abduction",
    "missing_in_migration",
    "criminal_abduction",
    "trafficking_victim",
    "lost_injured_other",
)


# The protection status of a child (Directive (EU) 2024/1346, Art. 2; the inter-agency guiding
# principles on separated children). Written from memory of the standards: to be checked by a
# lawyer.
PROTECTION_STATUSES = (
    "unaccompanied",
    "separated",
    "accompanied",
    "unaccompanied_after_arrival",
    "married_minor",
    "with_own_child",
)
CIRCUMSTANCES = (
    "left_reception_centre",
    "left_care_placement",
    "left_home",
    "left_school_or_outing",
    "did_not_arrive",
    "lost_on_the_journey",
    "separated_at_border",
    "lost_at_sea",
    "before_transfer_or_decision",
    "collected_by_known_person",
    "collected_by_unknown_person",
    "taken_by_force",
    "contact_broke_off",
    "other",
)
SEPARATION_CAUSES = (
    "conflict",
    "persecution",
    "disaster",
    "death_of_caregiver",
    "illness_of_caregiver",
    "violence_in_family",
    "divorce_or_remarriage",
    "abandonment",
    "poverty",
    "no_access_to_services",
    "entrusted_to_another",
    "sent_ahead",
    "left_to_find_family",
    "lost_on_the_journey",
    "arrest_or_detention",
    "return_of_family",
    "armed_forces_or_groups",
    "abduction_or_trafficking",
    "other",
)
CARE_KINDS = (
    "parents",
    "step_parent",
    "kinship",
    "adult_sibling",
    "foster",
    "residential",
    "kafala",
    "independent",
    "child_headed",
    "unrelated_adult",
    "none",
    "reception_centre",
    "detention",
    "hospital",
    "street",
    "missing_from_care",
    "other",
)
AGE_RESULTS = ("minor", "adult", "inconclusive")
AGE_METHODS = (
    "documents",
    "interview",
    "psychosocial",
    "multidisciplinary",
    "paediatric",
    "dental",
    "hand_wrist",
    "collar_bone",
    "knee",
    "appearance",
    "other",
)
BIOMETRIC_KINDS = (
    "fingerprints",
    "palm_prints",
    "face_image",
    "dna",
    "dental_chart",
    "iris",
    "voice",
    "other",
)
# Accepted by every closed list: not known, not asked, or the person did not want to answer.
NOT_KNOWN = ("unknown", "not_asked", "refused")


class Kind(enum.Enum):
    """The type of a column's value. Forms and pages choose their input and labels by it."""

    TEXT = enum.auto()
    LONG_TEXT = enum.auto()
    NUMBER = enum.auto()
    CODE = enum.auto()  # a code of the list named in `codes`
    COUNTRY = enum.auto()
    DATE = enum.auto()  # of a part: YYYY-MM-DD
    YEARS = enum.auto()  # of a part: one age or the range between two, as 15-17
    REFERENCE = enum.auto()  # of a part: where something is kept, never the thing itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a value with several parts. A form has an input for it.

    - `name` is unique among all parts and names the input.
    - `accepted` are the codes of a part that the engine does not read.
    - `counted_as` is the statistic that counts records by the codes of the part; "" for none.
    - `is_optional`: an empty first part is left out together with its colon.
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

    - `field_class` is None for a column that is stored as plain text in the table `record`.
    - `class_when_found` replaces it in the record of a found person; None if it stays the same.
    - `accepted` are the codes of a column that the engine does not read, without `NOT_KNOWN`, which
      every list accepts. The engine checks the codes of the columns that it reads.
    - `is_text_accepted`: another value is stored as text, with a warning.
    - `is_list`: a record may have several values. `is_fixed`: an edit does not change the column.
    - `is_searched`: the query of a search may have the column.
    - `parts` are the parts of a value, in order, each of its own kind. Only the last may contain a
      colon.
    - `counted_as` is the statistic that counts records by the codes of the column; "" for none.
    - `headings` are the names of the column in files of agencies (en, fr, de, es, it), without
      accents and separated by spaces.
    - `scope` is the scope of a disclosure that opens the column; "" for none.
    - `note` describes the values in the OpenAPI document.
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
    is_fixed: bool = False  # set at registration; an edit does not change it
    is_searched: bool = False
    scope: str = ""
    headings: str = ""
    note: str = ""

    @property
    def may_contradict(self) -> bool:
        """Return whether a person has one value, so that several statements contradict each other.

        A long text holds contradictions in its words.
        """
        is_stated = self.field_class is not None and not self.is_fixed
        return is_stated and not self.is_list and self.kind is not Kind.LONG_TEXT


def _alert_parts(authority: str, statuses: tuple[str, ...]) -> tuple[Part, ...]:
    """Return the parts of the status of an alert or notification: the status and its reference."""
    status = Part(
        name=authority,
        kind=Kind.CODE,
        codes="europol_status" if authority == "europol" else "alert_status",
        accepted=statuses,
        counted_as=f"{authority}_statuses",
    )
    return status, Part(name=f"{authority}_reference")


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
        name="sis_category",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="sis_category",
        accepted=tuple(SisCategory),
        counted_as="sis_categories",
        note=(
            "Article 32(1) of Regulation (EU) 2018/1862, as 32(1)(a)(i); for the responsible"
            " agency only"
        ),
    ),
    IntakeField(
        name="sis_decision",
        field_class=FieldClass.F4B,
        note="reference of the decision that 32(1)(c) to (e) need; for the responsible agency only",
    ),
    IntakeField(
        name="sis_status",
        field_class=FieldClass.F4B,
        parts=_alert_parts("sis", tuple(AlertStatus)),
        note="status[:reference] at SIS; for the responsible agency only",
    ),
    IntakeField(
        name="police_report",
        field_class=FieldClass.F4B,
        parts=(
            Part(name="police_on", kind=Kind.DATE),
            Part(name="police_desk"),
            Part(name="police_number"),
        ),
        headings=(
            "police_report reported_to_police signalement_police polizeimeldung denuncia_policia"
            " denuncia_polizia"
        ),
        note=(
            "YYYY-MM-DD[:desk[:number]] of the report to the police; for the responsible agency"
            " only"
        ),
    ),
    IntakeField(
        name="interpol_status",
        field_class=FieldClass.F4B,
        parts=_alert_parts("interpol", tuple(AlertStatus)),
        note="status[:reference] of the Yellow Notice; for the responsible agency only",
    ),
    IntakeField(
        name="europol_status",
        field_class=FieldClass.F4B,
        parts=_alert_parts("europol", tuple(EuropolStatus)),
        note="none or siena_reference:reference; for the responsible agency only",
    ),
    IntakeField(
        name="trafficking_status",
        field_class=FieldClass.F4B,
        parts=(
            Part(
                name="trafficking",
                kind=Kind.CODE,
                codes="trafficking_status",
                accepted=tuple(TraffickingStatus),
                counted_as="trafficking_statuses",
            ),
            Part(
                name="trafficking_basis",
                kind=Kind.CODE,
                codes="trafficking_basis",
                accepted=tuple(TraffickingBasis),
                counted_as="trafficking_bases",
            ),
            Part(name="trafficking_on", kind=Kind.DATE),
            Part(name="trafficking_by"),
        ),
        note="status[:basis[:YYYY-MM-DD[:by whom]]]; for the responsible agency only",
    ),
    IntakeField(
        name="exploitation",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="exploitation",
        accepted=tuple(Exploitation),
        counted_as="exploitations",
        is_list=True,
        note="for the responsible agency only",
    ),
    IntakeField(
        name="means_of_control",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="means_of_control",
        accepted=tuple(MeansOfControl),
        counted_as="means_of_control",
        is_list=True,
        note="for the responsible agency only",
    ),
    IntakeField(
        name="recruiter",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="recruiter",
        accepted=tuple(Recruiter),
        counted_as="recruiters",
        note="for the responsible agency only",
    ),
    IntakeField(
        # states that are named here are kept out (`core.policy.sharing.opening`)
        name="dangers",
        field_class=FieldClass.F4B,
        parts=(
            Part(
                name="danger_kind",
                kind=Kind.CODE,
                codes="danger_kind",
                accepted=tuple(DangerKind),
            ),
            Part(name="danger_state", kind=Kind.COUNTRY),
            Part(name="danger_person"),
        ),
        is_list=True,
        note=(
            "kind[:state[:person]], as state:AF or person::an uncle; none if none is known; a state"
            " that is named never sees the record; entered by people only"
        ),
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
        # health data of a child; `core.policy.case.age_assessment` has its consequences
        name="age_assessments",
        field_class=FieldClass.F4B,
        parts=(
            Part(
                name="age_result",
                kind=Kind.CODE,
                codes="age_result",
                accepted=AGE_RESULTS,
                counted_as="age_results",
            ),
            Part(
                name="age_method",
                kind=Kind.CODE,
                codes="age_method",
                accepted=AGE_METHODS,
                counted_as="age_methods",
            ),
            Part(name="age_years", kind=Kind.YEARS),
            Part(name="age_assessed_on", kind=Kind.DATE),
            Part(
                name="age_contested",
                kind=Kind.CODE,
                codes="age_contested",
                accepted=("contested", "not_contested"),
                counted_as="age_contested",
            ),
            Part(name="age_authority"),
        ),
        is_list=True,
        headings="age_assessment evaluation_de_l_age altersfeststellung determinacion_de_edad",
        note=(
            "result:method:years:day:contested:authority, as minor:dental:15-17:2026-02-03;"
            " appearance as method carries no weight"
        ),
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
        name="nationality_known",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="nationality_known",
        accepted=("claimed", "documented", "confirmed"),
        counted_as="nationality_known",
        headings="nationality_status nationality_confirmed",
        note="claimed, documented, or confirmed by the state; confirmed only if each is",
    ),
    IntakeField(
        name="statelessness",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="statelessness",
        accepted=("determined", "at_risk", "not_stateless"),
        counted_as="statelessness",
        headings="stateless apatridie staatenlosigkeit apolidia apatridia",
        note="determined by an authority, at_risk, or not_stateless",
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
        # reveals a region and an ethnic group, like `ethnicity`
        name="dialects",
        field_class=FieldClass.F4B,
        is_list=True,
        headings="dialect dialecte dialekt dialecto dialetto",
        note="in words, with its language or region; for the responsible agency only, not compared",
    ),
    IntakeField(
        # not searched: the band and the order of results would confirm guesses
        name="ethnicity",
        field_class=FieldClass.F4B,
        is_list=True,
        note="for the responsible agency only; compared, never shown to others",
    ),
    IntakeField(
        name="birth_place",
        field_class=FieldClass.F2,
        is_searched=True,
        scope="identity",
        headings="place_of_birth lieu_de_naissance geburtsort lugar_de_nacimiento luogo_di_nascita",
    ),
    IntakeField(
        # not searched, like `ethnicity`; it leads to a family, or to a person whom a child fled
        name="home_address",
        field_class=FieldClass.F4A,
        is_list=True,
        headings=(
            "address home home_town adresse domicile anschrift wohnort direccion domicilio"
            " indirizzo residenza"
        ),
        note=(
            "where the family lives or last lived, parts by comma; for the responsible agency"
            " only: compared, not shared; optionally exploiter: before it"
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
        note="optionally own:, relative: or exploiter: before the number",
    ),
    IntakeField(
        name="documents",
        field_class=FieldClass.F2,
        parts=(
            Part(name="document_type", kind=Kind.CODE, codes="document_type"),
            Part(name="document_country", kind=Kind.COUNTRY),
            Part(name="document_number"),
        ),
        is_list=True,
        is_searched=True,
        scope="identity",
        headings="document passport passeport reisepass pasaporte passaporto",
        note="type:country:number or a machine readable zone; optionally exploiter: before it",
    ),
    IntakeField(
        name="relatives",
        field_class=FieldClass.F2A,
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
    IntakeField(
        # the clothes of a missing person are shown to help find them; those of a found child
        # identify it
        name="clothing",
        field_class=FieldClass.F3,
        class_when_found=FieldClass.F4B,
        kind=Kind.LONG_TEXT,
        headings="clothes vetements kleidung ropa abbigliamento",
        note="worn when last seen, or when found",
    ),
    IntakeField(
        name="belongings",
        field_class=FieldClass.F4B,
        kind=Kind.LONG_TEXT,
        headings="possessions effets_personnels habseligkeiten pertenencias effetti_personali",
        note="carried when last seen, or when found",
    ),
    IntakeField(
        name="biometrics_held",
        field_class=FieldClass.F4B,
        parts=(
            Part(
                name="biometric_kind",
                kind=Kind.CODE,
                codes="biometric_kind",
                accepted=BIOMETRIC_KINDS,
                counted_as="biometrics_held",
            ),
            Part(name="biometric_holder"),
            Part(name="biometric_reference", kind=Kind.REFERENCE),
        ),
        is_list=True,
        headings="biometrics biometrie biometria",
        note="kind:holder:reference; where a sample is kept, never the sample",
    ),
    IntakeField(
        name="protection_status",
        field_class=FieldClass.F4B,
        parts=(
            Part(
                name="protection_code",
                kind=Kind.CODE,
                codes="protection_status",
                accepted=PROTECTION_STATUSES,
                counted_as="protection_status",
            ),
            Part(name="protection_decided_on", kind=Kind.DATE),
            Part(name="protection_decided_by"),
        ),
        is_list=True,
        headings="unaccompanied_or_separated statut_de_protection schutzstatus",
        note="status:day:who decided, as unaccompanied:2026-02-03:youth office",
    ),
    IntakeField(
        name="circumstances",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="circumstances",
        accepted=CIRCUMSTANCES,
        counted_as="circumstances",
        is_list=True,
        headings="circonstances umstande circunstancias circostanze",
        note="how the person disappeared; several codes",
    ),
    IntakeField(
        name="separation_cause",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="separation_cause",
        accepted=SEPARATION_CAUSES,
        counted_as="separation_causes",
        headings="cause_of_separation cause_de_separation trennungsgrund causa_de_separacion",
        note="why a child was separated from its family",
    ),
    IntakeField(
        name="care",
        field_class=FieldClass.F4B,
        kind=Kind.CODE,
        codes="care",
        accepted=CARE_KINDS,
        is_text_accepted=True,
        counted_as="care_kinds",
        headings="care_arrangement accueil betreuung acogida accoglienza",
        note="who cares for the child, as a code; another text is kept with a warning",
    ),
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
        note="none, link, profile or identity; empty: the default of the situation",
    ),
    IntakeField(
        name="recipients",
        field_class=FieldClass.F4B,
        kind=Kind.COUNTRY,
        is_list=True,
        note="states the record is shared with",
    ),
)
