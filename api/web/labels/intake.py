"""Labels of the intake columns: the name of each column, the words of its codes, its form question.

`core.intake` defines the columns. Every column needs a row here; a test checks it. Within a group,
the order of the rows is their order in the form.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.web.gettext_marker import N_
from core.codes.records import RecordKind

GROUPS = (
    *("first", "birth", "event", "questions", "family", "looks", "more", "protection", "age"),
    *("held", "long"),
    *("alerts", "trafficking", "sharing"),
)
# kinds of record with an alert
_ALERTED = (RecordKind.MISSING, RecordKind.PREVENTIVE)
_STATUS_AND_REFERENCE = (N_("Status"), N_("Reference"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLabel:
    """The labels of one column, and its place in the registration form.

    `name`: the label of the column wherever its value is shown.
    `group`: the group in the form; "" if the form does not ask for the column, or asks for it in
    separate fields (`api.web.pages.records.new_record.ROWS`).
    `question`: the label in the form, if it differs from the name.
    `empty`: the label of an empty choice.
    `kinds`: the kinds of record whose form asks for the column.
    `parts`: the labels of the cells of a column with several parts, in order.
    `rows`: the number of values that the form takes.
    """

    name: str
    group: str = ""
    question: str = ""
    hint: str = ""
    empty: str = N_("Not known")
    is_left_to_right: bool = False
    kinds: tuple[str, ...] = tuple(RecordKind)
    parts: tuple[str, ...] = ()
    rows: int = 1


INTAKE_LABELS: dict[str, FieldLabel] = {
    "record_ref": FieldLabel(
        name=N_("Our reference"),
        group="first",
        hint=N_("Your file number for this person."),
        is_left_to_right=True,
    ),
    "kind": FieldLabel(name=N_("Kind")),
    "full_name": FieldLabel(
        name=N_("Full name"), group="first", question=N_("Name as written or heard")
    ),
    "name_native": FieldLabel(
        name=N_("Name in its own script"),
        group="first",
        hint=N_("As the person writes it, in any script."),
    ),
    "sex": FieldLabel(name=N_("Sex"), group="first", empty=N_("Not asked")),
    "nationalities": FieldLabel(
        name=N_("Nationalities"),
        group="first",
        question=N_("Nationality"),
        hint=N_("Country name, or two letters such as AF."),
    ),
    "statelessness": FieldLabel(name=N_("Statelessness"), group="more"),
    "birth_date": FieldLabel(
        name=N_("Born"),
        group="birth",
        hint=N_("For example 2009-07-10, July 2009, 2009 or “about 15”."),
    ),
    "birth_calendar": FieldLabel(
        name=N_("Calendar of the birth date"),
        group="birth",
        question=N_("Calendar of the birth date"),
        empty=N_("As written"),
    ),
    "birth_known": FieldLabel(
        name=N_("How the birth date is known"),
        group="birth",
        question=N_("How the date is known"),
        empty=N_("Not asked"),
    ),
    "age_assessments": FieldLabel(
        name=N_("Age assessments"),
        group="age",
        question=N_("Age assessment"),
        hint=N_(
            "The person counts as a child if the range goes below 18, or if the result is"
            " inconclusive or contested. Appearance only has no weight."
        ),
        parts=(
            N_("Result"),
            N_("Method"),
            N_("Years, for example 15-17"),
            N_("Date of the assessment"),
            N_("Contested?"),
            N_("Authority"),
        ),
    ),
    "age": FieldLabel(name=N_("Age")),
    "age_on": FieldLabel(name=N_("Date of this age")),
    "event_date": FieldLabel(
        name=N_("Date last seen or found"),
        group="event",
        question=N_("Date"),
        hint=N_("For example 2026-03-02."),
        is_left_to_right=True,
    ),
    "event_country": FieldLabel(
        name=N_("Country where last seen or found"), group="event", question=N_("Country")
    ),
    "event_place": FieldLabel(
        name=N_("Place where last seen or found"), group="event", question=N_("Place")
    ),
    "category": FieldLabel(
        name=N_("Category"),
        group="event",
        question=N_("What happened"),
        kinds=("missing", "tracing"),
    ),
    "sis_category": FieldLabel(
        name=N_("SIS category"),
        group="alerts",
        hint=N_(
            "Other agencies see only what to do if they trace the person. They never see the"
            " category."
        ),
        kinds=_ALERTED,
    ),
    "sis_decision": FieldLabel(
        name=N_("Decision for the SIS alert"),
        group="alerts",
        hint=N_("Reference of the authority's decision. Required for 32(1)(c) to (e)."),
        kinds=_ALERTED,
    ),
    "sis_status": FieldLabel(
        name=N_("Alert in SIS"), group="alerts", kinds=_ALERTED, parts=_STATUS_AND_REFERENCE
    ),
    "police_report": FieldLabel(
        name=N_("Report to the police"),
        group="event",
        question=N_("Report to the police: when, whom, number"),
        hint=N_("Without an answer it is a task that is due at once."),
        empty="",
        kinds=(RecordKind.MISSING,),
        parts=(N_("Date"), N_("Police desk"), N_("Number of the report")),
    ),
    "interpol_status": FieldLabel(
        name=N_("Interpol Yellow Notice"),
        group="alerts",
        kinds=_ALERTED,
        parts=_STATUS_AND_REFERENCE,
    ),
    "europol_status": FieldLabel(
        name=N_("Europol"), group="alerts", kinds=_ALERTED, parts=_STATUS_AND_REFERENCE
    ),
    "dangers": FieldLabel(
        name=N_("Dangers"),
        group="questions",
        question=N_("Which state or person is a danger?"),
        hint=N_("A state named here never sees the record. Only your agency sees the answer."),
        parts=(N_("Danger"), N_("State"), N_("Person")),
        rows=2,
    ),
    "trafficking_status": FieldLabel(
        name=N_("Victim of trafficking"),
        group="questions",
        question=N_("Are there signs of trafficking?"),
        hint=N_("Information about a possible victim is not shared without written permission."),
        parts=(N_("Status"), N_("Source"), N_("Date"), N_("Assessed by")),
    ),
    "nationality_known": FieldLabel(
        name=N_("How the nationality is known"),
        group="questions",
        question=N_("How is the nationality known that the person claims?"),
        hint=N_(
            "Enter the nationality itself in its own field. Never ask a state from which the person"
            " may have fled."
        ),
    ),
    "exploitation": FieldLabel(name=N_("Exploitation"), group="trafficking"),
    "means_of_control": FieldLabel(name=N_("Means of control"), group="trafficking"),
    "recruiter": FieldLabel(name=N_("Recruited by"), group="trafficking"),
    "phones": FieldLabel(name=N_("Telephones"), parts=(N_("Responsible agency"), N_("Number"))),
    "documents": FieldLabel(
        name=N_("Documents"), parts=(N_("Document"), N_("Country"), N_("Number"))
    ),
    "home_address": FieldLabel(
        name=N_("Home address"),
        group="family",
        hint=N_(
            "Where the family lives or last lived: house and street or village, town, postcode."
            " It is used for matching. Only your agency sees it."
        ),
    ),
    "relatives": FieldLabel(
        name=N_("Relatives and companions"), parts=(N_("Relationship"), N_("Name"))
    ),
    "height_cm": FieldLabel(name=N_("Height in cm"), group="looks"),
    "eyes": FieldLabel(name=N_("Eyes"), group="looks"),
    "hair": FieldLabel(name=N_("Hair"), group="looks"),
    "marks": FieldLabel(
        name=N_("Marks"),
        parts=(N_("Type"), N_("Where"), N_("Side"), N_("Description of the mark")),
    ),
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
        hint=N_("Three letters, for example prs for Dari."),
        is_left_to_right=True,
    ),
    "dialects": FieldLabel(
        name=N_("Dialects"),
        group="more",
        question=N_("Dialect"),
        hint=N_("In words, for example Hazaragi. Only your agency sees it."),
    ),
    "ethnicity": FieldLabel(name=N_("Ethnicity")),
    "route": FieldLabel(name=N_("Route"), parts=(N_("Country"), N_("Place"), N_("Date"))),
    "description": FieldLabel(
        name=N_("Description"),
        group="long",
        hint=N_(
            "Never shown to other agencies. Do not enter places or telephone numbers of your"
            " agency here."
        ),
    ),
    "clothing": FieldLabel(
        name=N_("Clothing"),
        group="looks",
        hint=N_("Worn when last seen or found."),
    ),
    "belongings": FieldLabel(
        name=N_("Belongings"),
        group="held",
        hint=N_("Bag, telephone, jewellery, money: items that the person carried."),
    ),
    "biometrics_held": FieldLabel(
        name=N_("Biometrics held elsewhere"),
        group="held",
        hint=N_("Who holds them and the file number. Never enter the sample itself."),
        parts=(N_("Kind"), N_("Holder"), N_("File number")),
        rows=2,
    ),
    "protection_status": FieldLabel(
        name=N_("Protection status"),
        group="protection",
        hint=N_("Add a guardian after registering the record, under Reporter and guardians."),
        parts=(N_("Status"), N_("Decided on"), N_("Decided by")),
        rows=2,
    ),
    "separation_cause": FieldLabel(name=N_("Cause of the separation"), group="protection"),
    "care": FieldLabel(
        name=N_("Care"),
        group="protection",
        question=N_("Carer of the child"),
    ),
    "circumstances": FieldLabel(
        name=N_("Circumstances of the disappearance"),
        group="protection",
        kinds=("missing", "tracing"),
    ),
    "sharing": FieldLabel(
        name=N_("What other agencies see"),
        group="sharing",
        question=N_("What other agencies see"),
        empty=N_("Usual setting for this situation"),
    ),
    "recipients": FieldLabel(name=N_("Shared with")),
}

# List of codes -> code -> label. Every list also has the labels of `NOT_KNOWN_WORDS`.
INTAKE_CODES: dict[str, dict[str, str]] = {
    "category": {
        "runaway_or_thrown_out": N_("Ran away or was thrown out"),
        "parental_abduction": N_("Abducted by a parent"),
        "missing_in_migration": N_("Missing in migration"),
        "criminal_abduction": N_("Abducted"),
        "trafficking_victim": N_("Victim of trafficking"),
        "lost_injured_other": N_("Lost, injured or otherwise missing"),
    },
    "nationality_known": {
        "claimed": N_("As stated"),
        "documented": N_("From a document"),
        "confirmed": N_("Confirmed by the state"),
    },
    "danger_kind": {
        "none": N_("No danger is known"),
        "state": N_("A state"),
        "person": N_("A person"),
    },
    "statelessness": {
        "determined": N_("Stateless, determined by an authority"),
        "at_risk": N_("At risk of being stateless"),
        "not_stateless": N_("Not stateless"),
    },
    "age_result": {
        "minor": N_("Minor"),
        "adult": N_("Adult"),
        "inconclusive": N_("Inconclusive"),
    },
    "age_method": {
        "documents": N_("Documents"),
        "interview": N_("Interview"),
        "psychosocial": N_("Psychosocial assessment"),
        "multidisciplinary": N_("Multidisciplinary assessment"),
        "paediatric": N_("Examination by a paediatrician"),
        "dental": N_("Teeth"),
        "hand_wrist": N_("Hand and wrist"),
        "collar_bone": N_("Collar bone"),
        "knee": N_("Knee"),
        "appearance": N_("Appearance only"),
        "other": N_("Another method"),
    },
    "age_contested": {"contested": N_("Contested"), "not_contested": N_("Not contested")},
    "biometric_kind": {
        "fingerprints": N_("Fingerprints"),
        "palm_prints": N_("Palm prints"),
        "face_image": N_("Facial image"),
        "dna": N_("DNA profile"),
        "dental_chart": N_("Dental chart"),
        "iris": N_("Iris"),
        "voice": N_("Voice"),
        "other": N_("Other biometrics"),
    },
    "protection_status": {
        "unaccompanied": N_("Unaccompanied"),
        "separated": N_("Separated from the parents"),
        "accompanied": N_("Accompanied"),
        "unaccompanied_after_arrival": N_("Unaccompanied since arrival"),
        "married_minor": N_("Married minor"),
        "with_own_child": N_("With own child"),
    },
    "circumstances": {
        "left_reception_centre": N_("Left a reception centre"),
        "left_care_placement": N_("Left a care placement"),
        "left_home": N_("Left home"),
        "left_school_or_outing": N_("Left school or a school trip"),
        "did_not_arrive": N_("Did not arrive"),
        "lost_on_the_journey": N_("Lost on the journey"),
        "separated_at_border": N_("Separated at a border"),
        "lost_at_sea": N_("Lost at sea"),
        "before_transfer_or_decision": N_("Before a transfer or a decision"),
        "collected_by_known_person": N_("Collected by a known person"),
        "collected_by_unknown_person": N_("Collected by an unknown person"),
        "taken_by_force": N_("Taken by force"),
        "contact_broke_off": N_("Contact broke off"),
        "other": N_("Other circumstances"),
    },
    "separation_cause": {
        "conflict": N_("War or conflict"),
        "persecution": N_("Persecution"),
        "disaster": N_("Natural disaster"),
        "death_of_caregiver": N_("Death of a caregiver"),
        "illness_of_caregiver": N_("Illness of a caregiver"),
        "violence_in_family": N_("Violence or abuse in the family"),
        "divorce_or_remarriage": N_("Divorce or a new marriage"),
        "abandonment": N_("Abandonment"),
        "poverty": N_("Poverty"),
        "no_access_to_services": N_("No school, health care or other services"),
        "entrusted_to_another": N_("Entrusted to another person"),
        "sent_ahead": N_("Sent ahead by the family"),
        "left_to_find_family": N_("Left to find family"),
        "lost_on_the_journey": N_("Lost on the journey"),
        "arrest_or_detention": N_("Arrest or detention"),
        "return_of_family": N_("Return of the family"),
        "armed_forces_or_groups": N_("Recruited or taken by armed forces or groups"),
        "abduction_or_trafficking": N_("Abduction or trafficking"),
        "other": N_("Another cause"),
    },
    "care": {
        "parents": N_("Parents"),
        "step_parent": N_("Step-parent"),
        "kinship": N_("Relatives"),
        "adult_sibling": N_("Adult brother or sister"),
        "foster": N_("Foster family"),
        "residential": N_("Residential care"),
        "kafala": N_("Kafala"),
        "independent": N_("Supported independent living"),
        "child_headed": N_("Household headed by a child"),
        "unrelated_adult": N_("Unrelated adult"),
        "none": N_("No carer"),
        "reception_centre": N_("Reception centre"),
        "detention": N_("Detention"),
        "hospital": N_("Hospital"),
        "street": N_("On the street"),
        "missing_from_care": N_("Missing from care"),
        "other": N_("Another kind of care"),
    },
    "sis_category": {
        "32(1)(a)(i)": N_("32(1)(a)(i): missing, to be protected for the person's own sake"),
        "32(1)(a)(ii)": N_("32(1)(a)(ii): missing, to be protected for public order or security"),
        "32(1)(b)": N_("32(1)(b): missing, needs no protection"),
        "32(1)(c)": N_("32(1)(c): child at risk of abduction by a parent or guardian"),
        "32(1)(d)(i)": N_("32(1)(d)(i): child at risk of trafficking or gender-based violence"),
        "32(1)(d)(ii)": N_("32(1)(d)(ii): child at risk of terrorist offences"),
        "32(1)(d)(iii)": N_("32(1)(d)(iii): child at risk of recruitment by armed groups"),
        "32(1)(e)": N_("32(1)(e): vulnerable adult to be kept from travelling"),
    },
    "alert_status": {
        "not_reported": N_("Not reported"),
        "reported": N_("Reported"),
        "confirmed": N_("Confirmed"),
        "deleted": N_("Deleted"),
    },
    "europol_status": {
        "none": N_("Not reported"),
        "siena_reference": N_("Message in SIENA"),
    },
    "trafficking_status": {
        "no_indicators": N_("No indicators at present"),
        "possible": N_("Possible victim"),
        "presumed": N_("Presumed victim"),
        "formally_identified": N_("Formally identified victim"),
    },
    "trafficking_basis": {
        "frontline": N_("The first person in contact"),
        "assessor": N_("A qualified assessor"),
        "national_referral_mechanism": N_("The national referral mechanism"),
    },
    "exploitation": {
        "forced_labour": N_("Forced labour"),
        "sexual": N_("Sexual exploitation"),
        "domestic_servitude": N_("Domestic servitude"),
        "begging": N_("Begging"),
        "criminality": N_("Forced criminality"),
        "forced_marriage": N_("Forced marriage"),
        "forced_military": N_("Forced military service"),
        "organ_removal": N_("Removal of organs"),
        "slavery_practices": N_("Slavery-like practices"),
        "illegal_adoption": N_("Illegal adoption"),
        "surrogacy": N_("Surrogacy"),
    },
    "means_of_control": {
        "debt_bondage": N_("Debt bondage"),
        "takes_earnings": N_("Takes earnings"),
        "restricts_financial_access": N_("Restricts access to money"),
        "threats": N_("Threats"),
        "psychological_abuse": N_("Psychological abuse"),
        "physical_abuse": N_("Physical abuse"),
        "sexual_abuse": N_("Sexual abuse"),
        "false_promises": N_("False promises"),
        "psychoactive_substances": N_("Drugs or alcohol"),
        "restricts_movement": N_("Restricts movement"),
        "restricts_medical_care": N_("Restricts medical care"),
        "excessive_working_hours": N_("Excessive working hours"),
        "uses_children": N_("Uses children"),
        "threat_of_law_enforcement": N_("Threat of law enforcement"),
        "withholds_necessities": N_("Withholds necessities"),
        "withholds_documents": N_("Withholds documents"),
        "other": N_("Other"),
    },
    "recruiter": {
        "partner": N_("Partner"),
        "friend": N_("Friend"),
        "family": N_("Family"),
        "other": N_("Other"),
    },
}
NOT_KNOWN_WORDS = {
    "unknown": N_("Not known"),
    "not_asked": N_("Not asked"),
    "refused": N_("Does not want to say"),
}
