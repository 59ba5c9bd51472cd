"""Reasons why input was refused: codes of the services, in words for the person who typed it."""

from __future__ import annotations

from api.web.gettext_marker import N_

REASONS: dict[str, str] = {
    "needed": N_("This is required."),
    "missing": N_("This is required."),
    "empty": N_("The file is empty."),
    "wrong": N_("This is not correct."),
    "unknown": N_("This value is not known."),
    "field_is_empty": N_("This field is empty. Fill it in first, or choose another."),
    "unknown_code": N_("Please choose from the list."),
    "not_in_list": N_("Please choose from the list."),
    "kind": N_("Please choose from the list."),
    "not_valid": N_("This could not be read."),
    "not_readable": N_("This could not be read. Please send it again."),
    "not_allowed": N_("This is not allowed here."),
    "taken": N_("This is already in use."),
    "length": N_("This is too long or too short."),
    "too_long": N_("This is too long."),
    "too_short": N_("This is too short."),
    "too_common": N_(
        "This password is easy to guess: it uses common passwords, names or rows of keys. Use"
        " at least four unrelated words."
    ),
    "out_of_range": N_("This is outside the allowed range."),
    "date_out_of_range": N_("The date is outside the allowed period."),
    "in_past": N_("This is in the past."),
    "in_future": N_("This is in the future."),
    "not_a_past_moment": N_("This must be a time in the past."),
    "twelve_months_at_most": N_("At most %(consent_days)s days."),
    "too_few": N_(
        "Enter %(identifying_facts)s identifying details, or a full document or telephone number."
    ),
    "two_at_least": N_("At least two."),
    "two_to_five": N_("%(min_questions)s to %(max_questions)s."),
    "only_people": N_("Only a person can answer this. Software must leave it out."),
    "not_a_person": N_("This is not enough to identify a person."),
    "unknown_state": N_("This state does not take part in Homeward."),
    "danger_missing": N_("Choose who could harm the child in this state."),
    "danger_twice": N_("This state is named twice with different answers."),
    "not_of_this_state": N_("This is not in your state's case number format."),
    "not_of_this_outcome": N_("This reason does not fit that decision."),
    "not_of_this_kind": N_("This does not fit this kind of record."),
    "tells_an_address": N_(
        "Do not give a street, coordinates or a map. Write only how to make contact."
    ),
    "sirene_reference": N_("Two letters of the state, then numbers, for example DE-A-2026-004711."),
    "has_contact": N_(
        "Do not give a telephone number, e-mail address or link. The reader will call your desk"
        " using the directory."
    ),
    "not_a_pattern": N_(
        "This is not a valid pattern. Use characters as they are, \\d, [A-Z] or [A-Z0-9], each"
        " with {n} or {n,m}."
    ),
    "not_a_phone_number": N_(
        "Please enter the number with the country code, for example +30 21 0555 0116."
    ),
    "own_state_only": N_("A deputy acts for the agency's own state only."),
    "not_a_liaison_officer": N_("Only a liaison officer can act for another state."),
    "same_person": N_("This is the same person."),
    "no_caseworker": N_("This is not an active caseworker of your agency."),
    "not_a_deputy": N_("A person with this role cannot be a deputy."),
    "letters_digits_hyphens": N_("Use only small letters, digits and hyphens."),
    "iso_639_3": N_("Please enter the language code of three letters, for example ara."),
    "sha_256_hex": N_("This is not the fingerprint of a text."),
    "not_this_text_version": N_("Send either the version of the text or a checksum."),
    "not_listed": N_("This institution is not, or no longer, on the agency's list."),
    "not_named": N_("Please name the recipient."),
    "nobody_of_this_agency": N_("The agency has no account with this name."),
    "person_alone": N_("Only the person may ask for this."),
    "about_somebody_else": N_("This concerns another person."),
    "own_place": N_(
        "The text names the place where the child is. Other people must not read it. Please"
        " remove it."
    ),
    "own_phone": N_(
        "The text contains one of the child's numbers. Other people must not read it. Please"
        " remove it."
    ),
    "names_a_place_or_number": N_("The text contains a place or a number. Please remove it."),
    "own_consent_needed": N_("The person's own consent is required."),
    "guardian_needed": N_("A guardian is required."),
    "representative_needed": N_("An appointed representative is required."),
    "needed_while_age_unknown": N_("This is required while the age is not known."),
    "needed_on_the_vital_path_alone": N_("Only state this if a person is in imminent danger."),
    "too_many_values": N_("Too many values contradict each other. Enter at most eight."),
    "contradicts_giver": N_("This does not fit the person who gave the consent."),
    "not_the_other_side": N_("Call a desk of the other side's state."),
    "emergency_over": N_(
        "Emergency representation lasts %(emergency_days)s days. Ask the court to appoint a"
        " guardian."
    ),
    "not_in_emergency": N_(
        "An emergency representative can consent only to what cannot wait: comparison abroad,"
        " identity and photograph."
    ),
    "emergency_representative": N_(
        "This person represents the child by law in an emergency. Choose “An emergency"
        " representative by law”."
    ),
    "not_by_this_ground": N_("This authority cannot act on this legal ground."),
    "guardian_appointed": N_("A guardian is appointed, so the guardian must consent."),
    "another_person": N_("A colleague must sign, not the guardian."),
    "colleague_needed": N_(
        "The official reported the child on duty, so a colleague of the office must sign."
    ),
    "not_official": N_("A colleague signs only for an official guardian of this record."),
    "not_own_police": N_("Call a police desk of your own state, or the state's contact desk."),
    "barred": N_("This person may not give consent for the child."),
    "not_proven": N_("This is not proven yet."),
    "not_started": N_("This has not started yet."),
    "of_a_rectification_alone": N_("This is only for a correction."),
    "moves": N_("This cannot be changed in this way."),
    "cannot_change": N_("This cannot be changed."),
    "nothing_said": N_("The record has no value in this column."),
    "wrong_number": N_("Enter one for all values of the column, or one for each."),
    "unknown_column": N_("Unknown column."),
    "no_such_column": N_("The file has no such column."),
    "column_missing": N_("A required column is missing."),
    "column_twice": N_("A column appears twice in the file."),
    "mapped_twice": N_("Two columns are named as the same."),
    "no_rows": N_("The file has no rows."),
    "too_many_rows": N_("The file has too many rows."),
    "too_many_records": N_("You can export at most %(export_rows)s records at once."),
    "too_many_columns": N_("The file has too many columns."),
    "too_many_cells": N_("The file has too many cells."),
    "too_many_parts": N_("The file has too many parts."),
    "too_many_elements": N_("The file has too much content."),
    "too_many_attributes": N_("The file has too much content."),
    "too_many_pixels": N_("The picture is too large."),
    "too_large": N_("This is too large."),
    "too_deep": N_("The file is nested too deeply to be read."),
    "text_too_long": N_("A text in the file is too long."),
    "markup_too_long": N_("A text in the file is too long."),
    "row_too_long": N_("A row in the file is too long."),
    "unfolds_too_far": N_("The unpacked file is too large to be read."),
    "not_utf8": N_("The file is not text in UTF-8."),
    "hidden_character": N_(
        "Remove the invisible control or direction character. Type the text again."
    ),
    "not_text": N_("The file is not text in UTF-8."),
    "not_csv": N_("This is not a CSV file."),
    "not_xml": N_("This is not an XML file."),
    "not_xlsx": N_("This is not a spreadsheet."),
    "another_format": N_("The file is of another format."),
    "doctype": N_("The file has a document type declaration, which is not accepted."),
    "instruction": N_("The file has a processing instruction, which is not accepted."),
    "compressed": N_("The file is compressed in a way that is not accepted."),
    "a_sample": N_(
        "This looks like a fingerprint, a picture or another sample. Enter only who holds it"
        " and their file number."
    ),
    "no_picture": N_("This picture cannot be read."),
}
# With examples, if the patterns of the state are known.
CASE_NUMBER_EXAMPLES = N_("This is not in your state's case number format. Example: %(examples)s.")
# With the first and last day, if they are known.
PERMITTED_DAYS = N_("Please enter a date from %(first)s to %(last)s.")
# Warnings about the cells of a row, in the words of `matching`.
ROW_NOTES = (
    N_("not a complete machine-readable zone"),
    N_("not a document number"),
    N_("wrong check digit"),
    N_("wrong check digit in a machine-readable zone"),
    N_("a machine readable zone without a number"),
    N_("more items than a list may have"),
    N_("not a date in an accepted form"),
    N_("a date that software enters when the date is missing"),
    N_("this day does not exist in the given calendar, or is outside 1900 to 2100"),
    N_("a month that Eritrea also uses with the Gregorian year"),
    N_("a month of a calendar other than birth_calendar"),
    N_("a year that does not fit the Gregorian calendar, read as Solar Hijri"),
    N_("a year that does not fit the Gregorian calendar"),
    N_("not an age in whole years"),
    N_("an age without its date"),
    N_("not a country code"),
    N_("not a language code"),
    N_("not a value of the list"),
    N_("appearance only is not an age assessment"),
    N_("not a place on a route"),
    N_("not a phone number"),
    N_("not a relative"),
    N_("not a height"),
    N_("not a coded mark"),
    N_("day and month may be swapped"),
    N_("not a date"),
    N_("a date outside 1900 to 2100"),
    N_("no name; write unknown if nobody knows it"),
    N_("the category is trafficking, but trafficking_status has no indicators"),
    N_("exploitation, control or a recruiter is given, but no indicators"),
    N_("a category of another kind of record"),
    N_("the decision of an authority is missing"),
    N_("an alert without its category"),
    N_("a SIENA message without its reference"),
    N_("sources contradict each other"),
)
