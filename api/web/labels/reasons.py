"""Reasons why input was refused: the codes of the services in words for the person who typed it."""

from __future__ import annotations

from api.web.gettext_marker import N_

REASONS: dict[str, str] = {
    "needed": N_("This is needed."),
    "missing": N_("This is needed."),
    "empty": N_("There is nothing in it."),
    "wrong": N_("This is not right."),
    "unknown": N_("This is not known."),
    "unknown_code": N_("Please choose from the list."),
    "not_in_list": N_("Please choose from the list."),
    "kind": N_("Please choose from the list."),
    "not_valid": N_("This could not be read."),
    "not_readable": N_("This could not be read. Please send it again."),
    "not_allowed": N_("This is not allowed here."),
    "taken": N_("This is taken already."),
    "length": N_("This is too long or too short."),
    "too_long": N_("This is too long."),
    "too_short": N_("This is too short."),
    "too_common": N_(
        "Attackers try common passwords, names and rows of keys first, and this password is made of"
        " them. Use four words or more that do not belong together."
    ),
    "out_of_range": N_("This lies outside what is allowed."),
    "date_out_of_range": N_("The date lies outside the permitted days."),
    "in_past": N_("This lies in the past."),
    "in_future": N_("This lies in the future."),
    "not_a_past_moment": N_("This must be a moment that has passed."),
    "twelve_months_at_most": N_("Twelve months at most."),
    "too_few": N_("Two identifying facts are needed, or a full document or telephone number."),
    "two_at_least": N_("Two at least."),
    "two_to_five": N_("Two to five."),
    "not_a_person": N_("Nobody can be known by this."),
    "unknown_state": N_("This state does not take part."),
    "not_of_this_state": N_("A case number of your state does not look like this."),
    "not_of_this_outcome": N_("This reason does not belong to that outcome."),
    "not_of_this_kind": N_("This does not belong to this kind."),
    "tells_an_address": N_("No street, no coordinates, no map: say only how to reach somebody."),
    "has_contact": N_(
        "No telephone number, mail address or link: the reader telephones your desk by the"
        " directory."
    ),
    "not_a_pattern": N_(
        "This is not a pattern: signs as they are, \\d, [A-Z] or [A-Z0-9], each with {n} or {n,m}."
    ),
    "not_a_phone_number": N_("Please write the number with its country, as +30 21 0555 0116."),
    "own_state_only": N_("A deputy acts for the agency's own state only."),
    "not_a_liaison_officer": N_("Only a liaison officer acts for another state."),
    "same_person": N_("These are the same person."),
    "no_caseworker": N_("This is no active caseworker of your agency."),
    "not_a_deputy": N_("Somebody of this role cannot stand in."),
    "letters_digits_hyphens": N_("Small letters, digits and hyphens alone."),
    "iso_639_3": N_("Please write a language's three letters, as ara."),
    "sha_256_hex": N_("This is not the mark of a text."),
    "not_listed": N_("This institution is not on the agency's list, or not any more."),
    "not_named": N_("Please name who it is for."),
    "nobody_of_this_agency": N_("There is nobody of this name in the agency."),
    "person_alone": N_("Only the person may ask for this."),
    "about_somebody_else": N_("This is about somebody else."),
    "own_place": N_("The text names a place where the child is. Nobody else may read that."),
    "own_phone": N_("The text holds a number of the child's. Nobody else may read that."),
    "names_a_place_or_number": N_("The text names a place or a number. Please leave it out."),
    "own_consent_needed": N_("The person's own consent is needed."),
    "guardian_needed": N_("A guardian is needed."),
    "representative_needed": N_("An appointed representative is needed."),
    "needed_while_age_unknown": N_("This is needed while the age is not known."),
    "needed_on_the_vital_path_alone": N_(
        "This is asked only where somebody is in imminent danger."
    ),
    "too_many_values": N_("Too many values contradict each other here: state at most eight."),
    "contradicts_giver": N_("This contradicts who gave the consent."),
    "not_the_other_side": N_("Telephone a desk of the other side's state."),
    "emergency_over": N_(
        "An emergency representation lasts thirty days: ask the court for a guardian."
    ),
    "not_in_emergency": N_(
        "An emergency representative consents only to what cannot wait: comparing abroad, identity"
        " and photograph."
    ),
    "emergency_representative": N_(
        "This person represents the child by law in an emergency: choose that giver."
    ),
    "not_by_this_ground": N_("This authority does not act on this legal ground."),
    "guardian_appointed": N_("A guardian is appointed: the guardian consents."),
    "another_person": N_("A colleague signs, not the guardian."),
    "colleague_needed": N_(
        "The official reported the child on duty: a colleague of the office signs."
    ),
    "not_official": N_("Only for an official guardian of this record does a colleague sign."),
    "not_own_police": N_("Call a police desk of your own state, or the state's contact desk."),
    "barred": N_("This person may not give consent for the child."),
    "briefing_incomplete": N_("The child must have been told in speech and in writing."),
    "not_proven": N_("This is not proven yet."),
    "not_started": N_("This has not begun."),
    "of_a_rectification_alone": N_("This belongs to a correction alone."),
    "moves": N_("This cannot be changed in this way."),
    "cannot_change": N_("This cannot be changed."),
    "nothing_said": N_("The record says nothing in this column."),
    "wrong_number": N_("Write one for all values of the column, or one for each."),
    "unknown_column": N_("This column is not known."),
    "no_such_column": N_("The file has no such column."),
    "column_missing": N_("A column that is needed is missing."),
    "column_twice": N_("A column stands twice in the file."),
    "mapped_twice": N_("Two columns are named as the same."),
    "no_rows": N_("There are no rows in it."),
    "too_many_rows": N_("There are too many rows in it."),
    "too_many_records": N_("A hundred records at most go out at once."),
    "too_many_columns": N_("There are too many columns in it."),
    "too_many_cells": N_("There are too many cells in it."),
    "too_many_parts": N_("There are too many parts in it."),
    "too_many_elements": N_("There is too much in it."),
    "too_many_attributes": N_("There is too much in it."),
    "too_many_pixels": N_("The picture is too large."),
    "too_large": N_("This is too large."),
    "too_deep": N_("It is built too deep to be read."),
    "text_too_long": N_("A text in it is too long."),
    "markup_too_long": N_("A text in it is too long."),
    "row_too_long": N_("A row of it is too long."),
    "unfolds_too_far": N_("It unfolds to more than can be read."),
    "not_utf8": N_("The file is not text in UTF-8."),
    "not_text": N_("The file is not text in UTF-8."),
    "not_csv": N_("This is not a CSV file."),
    "not_xml": N_("This is not an XML file."),
    "not_xlsx": N_("This is not a spreadsheet."),
    "another_format": N_("The file is of another format."),
    "doctype": N_("The file has a document type, which is not taken."),
    "instruction": N_("The file has an instruction, which is not taken."),
    "compressed": N_("The file is compressed in a way that is not taken."),
    "a_sample": N_(
        "This looks like a fingerprint, a picture or another sample. Write only who holds it and"
        " the number of the file there."
    ),
    "no_picture": N_("This is not a picture that can be read."),
}
# With examples, where the patterns of the state are known.
CASE_NUMBER_EXAMPLES = N_(
    "A case number of your state does not look like this. It looks like: %(examples)s."
)
# With the days themselves, where they are known.
PERMITTED_DAYS = N_("Please write a date from %(first)s to %(last)s.")
# Warnings about the cells of a row, in the words of `matching`.
ROW_NOTES = (
    N_("not a whole machine readable zone"),
    N_("not a document"),
    N_("a check digit that does not fit"),
    N_("a check digit that does not fit in a machine readable zone"),
    N_("a machine readable zone without a number"),
    N_("more items than a list may have"),
    N_("not a date in an accepted form"),
    N_("a date that programs write when there is none"),
    N_("no such day in the calendar stated, or outside 1900-2100"),
    N_("a month that Eritrea counts in the Gregorian year too"),
    N_("a month of another calendar than birth_calendar says"),
    N_("a year that no Gregorian date has: read as Solar Hijri"),
    N_("a year that no Gregorian date has"),
    N_("not an age in whole years"),
    N_("an age without the day it was true on"),
    N_("not a country code"),
    N_("not a language code"),
    N_("not a code of the list"),
    N_("appearance alone is no age assessment"),
    N_("not a place of a route"),
    N_("not a phone number"),
    N_("not a relative"),
    N_("not a height"),
    N_("not a coded mark"),
    N_("day and month may be either way round"),
    N_("not a day"),
    N_("a day outside 1900-2100"),
    N_("no name in any name column"),
    N_("the category says trafficking, trafficking_status says no indicators"),
    N_("exploitation, control or a recruiter is stated, but no indicators"),
    N_("a category of another kind of record"),
    N_("the decision of an authority is missing"),
    N_("an alert without its category"),
    N_("a message in SIENA without its reference"),
    N_("sources contradict each other"),
)
