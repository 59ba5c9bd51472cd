"""The table of refusals: why the current state, or a person's role in it, forbids an act.

Each row has the reason and the next step. `core.errors.Conflict` and `Refused` carry a member. Its
name in lower case is the stable code of the problem+json answer. Pages translate both sentences.
`%(name)s` is replaced by a figure or code of the error. A sentence never contains a person or a
submitted value.
"""

from __future__ import annotations

import enum
from typing import NamedTuple


class Sentences(NamedTuple):
    """The reason of a refusal, and the next step ("" if there is none)."""

    reason: str
    next_step: str = ""


@enum.unique
class Refusal(Sentences, enum.Enum):
    """One reason why an act is refused."""

    # accounts
    TOO_MANY_PASSKEYS = ("An account has at most %(most)s passkeys.", "Remove one first.")
    NOT_FOR_ONES_OWN_ACCOUNT = (
        "Nobody asks for a reset of their own access.",
        "Ask a colleague to request it.",
    )
    ACCESS_LINK_IS_VALID = (
        "An invitation or a reset of this account is still valid.",
        "Wait until it has been used or has expired.",
    )
    ACCOUNT_IS_DISABLED = ("The account is not active.", "Have it enabled first.")
    ROLE_MAY_NOT_INVITE = (
        "Your role may not invite people to this role.",
        "Ask an administrator or a supervisor.",
    )
    INVITES_TO_OWN_AGENCY = ("A supervisor invites people to their own agency only.",)
    DEPUTY_NAMES_DEPUTY = (
        "A deputy cannot name another deputy.",
        "The supervisor names one.",
    )
    SYSTEM_HAS_NO_PASSWORD = ("The token of a software system has no password.",)

    # second persons
    SECOND_PERSON_DECIDES = (
        "A second person decides this: not the one who asked for it.",
        "Ask a colleague who may decide it.",
    )
    SECOND_PERSON_REVIEWS = (
        "A second person reviews this: not one who decided before.",
        "Ask a colleague who took no part in the decision.",
    )
    SECOND_PERSON_CONFIRMS = (
        "A second person confirms this: not the one who proposed it.",
        "Ask another supervisor to confirm it.",
    )
    SECOND_PERSON_COUNTERSIGNS = (
        "A second person countersigns a search: not the one who searched.",
        "Ask a colleague to countersign it.",
    )
    SECOND_PERSON_DECIDES_REPORTER = (
        "A second person decides about a reporter: not the one who wrote the report.",
        "Ask a colleague to decide about the reporter.",
    )
    SECOND_PERSON_LIFTS_FLAG = (
        "A second person takes back a flag: not the one who wrote the report.",
        "Ask a colleague to take it back.",
    )
    SECOND_PERSON_CLEARS = (
        "A second person clears a report: one who neither asked for it nor wrote its identity or"
        " its reporter since it was last cleared.",
        "Ask a colleague to clear the report.",
    )
    SECOND_PERSON_CONFIRMS_CUSTODY = (
        "A second person confirms that the child is there: not one who registered the record or"
        " edited who the person is.",
        "Ask a colleague to confirm it.",
    )
    SECOND_PERSON_CONFIRMS_DETERMINATION = (
        "A second person confirms what a determination opens: not the one who decided it.",
        "Ask a colleague to confirm it.",
    )
    SECOND_PERSON_CONFIRMS_INSTITUTION = (
        "A second person confirms an institution: not the one who proposed it.",
        "Ask a colleague to confirm it.",
    )
    SECOND_PERSON_WITNESSES = (
        "A second person witnesses a consent: not the one who recorded it.",
        "Ask a colleague to witness it.",
    )
    SECOND_PERSON_APPROVES = (
        "A second person approves this: not one who asked for it or approved it before.",
        "Ask a colleague to approve it.",
    )
    ACCOUNT_IS_TOO_NEW = (
        "An account is not the second person for the one who invited or confirmed it, in its first"
        " %(days)s days.",
        "Ask a colleague whose account somebody else confirmed.",
    )

    # records
    RECORD_IS_CLOSED = ("The record is closed.", "Open it again first.")
    RECORD_IS_NOT_CLOSED = ("Only a closed record is opened again.",)
    RECORD_IS_RESTRICTED = (
        "The record is restricted at the person's request.",
        "The restriction is lifted first.",
    )
    REPORT_IS_FLAGGED = (
        "The report is flagged.",
        "A second person decides about its reporter first.",
    )
    REFERENCE_IS_TAKEN = (
        "The reference of this record was given to another record.",
        "Give the other record another reference first.",
    )
    LIFTS_PROTECTION_BAR = (
        "This edit lifts a bar of international protection.",
        "Propose it as a rectification; a second person decides.",
    )
    NO_PRINTED_FORM = ("Forms are printed for open missing reports only.",)
    WRONG_RECORD_KIND = ("This is not for a record of this kind.",)
    OFFICER_REGISTERS_FOR_POLICE = (
        "A liaison officer registers for a police agency only.",
        "Choose a police agency of your state.",
    )
    AGENCY_OF_ANOTHER_STATE = (
        "A record is registered in the state of its agency.",
        "Choose an agency of your state.",
    )
    KEY_USED_FOR_ANOTHER_BODY = (
        "This idempotency key was used for another request.",
        "Send the request with a new key.",
    )
    HIT_REQUEST_WAITS = (
        "A request of your agency about this record waits for an answer.",
        "Wait for the answer, or telephone the desk.",
    )
    HIT_REQUEST_IS_DECIDED = ("The request was decided or has ended.",)
    HIT_OF_UNSIGNED_SEARCH = (
        "The search waits for its second signature.",
        "Have it countersigned first, or telephone the desk.",
    )
    CUSTODY_BELONGS_WHERE_CHILD_IS = (
        "A child found by police is handed over in the state where the child is.",
        "Offer the child to an agency of that state. A desk of another state may help with"
        " matching.",
    )
    ROLE_LEAVES_NO_MESSAGE = (
        "Only a child-protection agency, a liaison officer or a supervisor of a hotline leaves a"
        " sealed message.",
        "Ask one of them.",
    )
    OWN_STATE_LEAVES_MESSAGE = (
        "Who acts for another state leaves no sealed message.",
        "Ask an officer of the agency that owns the record.",
    )
    SENTENCE_NEEDS_CONFIRMED_PAIR = (
        "A closing sentence is approved for a confirmed pair only.",
        "Confirm the pair first.",
    )
    SENTENCE_IS_NOT_APPROVED = (
        "The side that has the child has not approved this sentence.",
        "Ask its desk to approve it.",
    )

    CLOSURE_IS_OF_OTHER_RECORDS = (
        "A record of this kind is not closed with this sentence.",
        "Choose another sentence.",
    )
    CLOSURE_IS_A_SUPERVISORS = (
        "Only a supervisor closes with this sentence.",
        "Ask a supervisor of your agency.",
    )
    CLOSURE_NEEDS_LOCATED = (
        "The story does not say that the person was located.",
        "Write in the story where and by whom the person was located.",
    )
    CLOSURE_NEEDS_POLICE = (
        "The record does not show that the police know of the case.",
        "Enter the SIS status, or record the police report among the deadlines.",
    )
    CLOSURE_NEEDS_KINSHIP = (
        "No relative on the record was verified by an authority.",
        "Enter the relative with the source and quality of the verification.",
    )
    CLOSURE_NEEDS_BEST_INTERESTS = (
        "No best-interests decision that counts is on the record.",
        "Record a best-interests decision, and have it confirmed where it opens anything.",
    )
    CLOSURE_NEEDS_RISK = (
        "The risk was not assessed since the person was located.",
        "Assess the risk first.",
    )
    CLOSURE_NEEDS_GUARDIAN = (
        "No guardian without a conflict of interest is appointed for the child.",
        "Write down the appointment of a guardian first.",
    )
    CLOSURE_NEEDS_ADULT = (
        "By what the record says, the person may be a child.",
        "Enter the birth or the age assessment that shows an adult.",
    )
    # deadlines
    DEADLINE_HAS_ENDED = ("This deadline has ended.",)
    DEADLINE_ENDS_BY_FACT = (
        "This deadline ends by itself once the record holds the fact.",
        "Enter the fact in the record.",
    )
    DEADLINE_IS_POSSIBLE = (
        "This deadline cannot be set aside as impossible.",
        "Do what it asks for, and record it.",
    )
    DEADLINE_IS_A_SUPERVISORS = (
        "This deadline belongs to the supervisor.",
        "Ask a supervisor of your agency to record it.",
    )

    # pairs
    PAIR_IS_DECIDED = (
        "The pair has been decided.",
        "A supervisor of a side that decided can undo the decision.",
    )
    FOUND_SIDE_PROPOSES = (
        "The side of the found person compares and proposes first.",
        "Wait for its proposal, or call its desk.",
    )
    ONE_SIDE_HAS_CONFIRMED = (
        "One side has confirmed the pair.",
        "The other side confirms it, or the first one undoes it.",
    )
    OWN_SIDE_HAS_CONFIRMED = (
        "Your side has confirmed the pair.",
        "A supervisor of the other side confirms next.",
    )
    PROPOSING_SIDE_CONFIRMS_FIRST = (
        "A supervisor of the side that proposed confirms first.",
        "Wait for that confirmation, or call their desk.",
    )
    OUTCOME_DOES_NOT_FIT = (
        "The state of the pair does not allow this decision.",
        "Open the pair again; its page shows what can be done now.",
    )
    QUESTIONS_ARE_OPEN = (
        "Verification questions wait for an answer.",
        "The missing side answers them first.",
    )
    OWN_SIDE_ANSWERS_FIRST = (
        "Your side has been asked verification questions.",
        "Answer them, then confirm.",
    )
    ANOTHER_PERSONS_PROPOSAL = (
        "The person who proposed, or a supervisor of that side, takes a proposal back.",
        "Ask one of them.",
    )
    ANOTHER_SIDES_DECISION = (
        "Only a side that decided undoes the decision.",
        "Call the desk of the other side.",
    )
    PAIR_IS_NOT_DECIDED = (
        "The pair has not been decided.",
        "Follow the next step that its page shows.",
    )
    SUPERVISOR_TAKES_STEP = (
        "Only a supervisor takes this step.",
        "Ask a supervisor of your agency.",
    )
    UNDO_IS_NOT_PROPOSED = (
        "Nobody has proposed to undo this decision.",
        "A caseworker or a supervisor of a side that decided proposes it first.",
    )
    UNDO_IS_PROPOSED = (
        "It is already proposed to undo this decision.",
        "A supervisor who did not propose it undoes the decision, or refuses the proposal.",
    )
    FOUND_SIDE_APPROVES_SENTENCE = (
        "The side of the found person approves how the report may be closed.",
        "Wait for its approval, or call its desk.",
    )
    NO_REVIEW_NEEDED = (
        "Nothing changed that this decision has to be reviewed for.",
        "Undo the decision if it is wrong.",
    )
    REVIEW_IS_NEEDED = (
        "The evidence of this pair changed, or its undo is proposed, since your side reviewed it.",
        "Open the pair and confirm that the decision holds, or undo it.",
    )
    SECOND_PERSON_UNDOES = (
        "A second person undoes a decision: not the person who proposed to undo it.",
        "Ask another supervisor of a side that decided, or withdraw your proposal.",
    )
    FOUND_SIDE_ASKS = (
        "The side of the found person asks the questions, and the side of the missing person"
        " answers them.",
    )
    QUESTION_IS_ANSWERED = ("The question has been answered.",)
    PAIR_IS_IN_WORK = (
        "A colleague is working on this pair.",
        "Talk to each other, or try again later.",
    )
    OTHER_SIDE_DOES_NOT_SEE = (
        "The other side does not see this pair.",
        "Call its desk, or share more of your record first.",
    )
    NOTHING_MAY_BE_RELEASED = (
        "Nothing of what is asked for may be released now: consent or a fresh risk assessment is"
        " missing, or the report of the asking side is not cleared.",
        "The request shows which step comes next.",
    )

    # searches
    NEEDS_NO_COUNTERSIGNATURE = ("This search needs no countersignature.",)
    UPGRADE_RUNS = (
        "The report cannot be compared until the upgrade of the installation has ended.",
        "Try again later.",
    )
    NOT_A_SEARCH_TO_SAVE = (
        "Only a search for one person is saved, not a row of a list.",
        "Search for the person, then save that search.",
    )
    REPORT_OF_SEARCH_IS_NOT_CLEARED = (
        "The report of this search is no longer cleared.",
        "Have it cleared, then search again.",
    )
    AGENCY_OF_SEARCH_COUNTERSIGNS = (
        "A supervisor of the agency that searched signs this.",
        "Wait for the signature.",
    )
    ANOTHER_PERSONS_SAVED_SEARCH = ("Only the person who saved a search ends or withdraws it.",)
    SAVED_SEARCH_WAITS = (
        "The saved search waits for its countersignature.",
        "Ask a supervisor to sign it, or withdraw it.",
    )
    SAVED_SEARCH_RUNS = (
        "The saved search runs.",
        "End it when it is no longer needed.",
    )
    SAVED_SEARCH_IS_OVER = (
        "The saved search is over.",
        "Search again, then save that search.",
    )
    ONLY_PEOPLE_SEARCH = ("Only a person may search for people, not a software system.",)

    # transfers and care
    OFFERED_ALREADY = ("The record has been offered to an agency.", "Withdraw that offer first.")
    LEFT_CARE_STAYS_TOGETHER = (
        "The child left care: its record and its report stay together until it is back.",
    )
    RESTRICTED_RECORD_STAYS = (
        "The record is restricted at the person's request.",
        "It is transferred once the restriction has ended.",
    )
    TRANSFER_NEEDS_CONSENT = (
        "Between the police and other agencies a record is transferred with the person's consent"
        " only.",
        "Record the consent first.",
    )
    OTHER_AGENCY_TAKES_STEP = (
        "The other agency of the transfer takes this step.",
        "Wait for it, or call its desk.",
    )
    TRANSFER_IS_NOT_PROPOSED = ("No transfer of this record is proposed.",)
    RECORD_CANNOT_BE_TAKEN_OVER = ("The record can no longer be taken over.",)
    RECORD_IS_NO_LONGER_SEEN = ("You no longer see this record.",)
    TRANSFER_IS_DECIDED = ("The transfer has been decided.",)
    TRANSFER_IS_NOT_OFFERED = ("The transfer is no longer offered.",)
    REPORTER_OF_OPEN_REPORT = (
        "Only an open report of a missing person has a reporter.",
        "Open the record again if the person is still missing.",
    )
    CLEARANCE_OF_OPEN_REPORT = ("Clearance is asked for an open report only.",)
    REPORT_IS_CLEARED = ("The report has been cleared.",)
    NO_REPORTER = ("No reporter is named.", "Name who reports, then ask for clearance.")
    REPORT_BY_SOFTWARE = (
        "A software system made this report.",
        "A person asks for its clearance, then another person clears it.",
    )
    APPOINTMENT_HAS_ENDED = ("The appointment of the guardian has ended.", "Record a new one.")
    EPISODE_DOES_NOT_FOLLOW = (
        "This does not follow from the story of the child so far.",
        "Look at the story, then choose what happened next.",
    )
    STORY_STANDS_AT_FOUND_RECORD = (
        "The story of a child that left care is written at the found record.",
        "Open the found record.",
    )
    CUSTODY_IS_CONFIRMED = ("Custody of this child is confirmed. No further step is needed.",)
    CUSTODY_IS_DECLARED = (
        "Custody has been declared, which is done once a record.",
        "A second person confirms it now.",
    )
    FOUND_WITHOUT_LEGAL_BASIS = (
        "A found record without a legal basis opens no report.",
        "State its legal basis first.",
    )
    NO_DECLARATION_TO_CHECK = ("There is no declaration that a telephone call could check.",)
    NO_DECLARATION_OPENS_REPORT = ("No declaration opens this report.",)
    CUSTODY_WAY_OF_ANOTHER_AGENCY = (
        "Another agency confirms custody in this way: police of the state, or the state's desk.",
        "Choose another way, or call them.",
    )
    CUSTODY_REGISTRATION_UNKNOWN = (
        "It is not known who registered this record.",
        "Choose another way to confirm custody.",
    )
    CUSTODY_NEEDS_PHOTO = (
        "A photograph that another person attached is missing.",
        "Ask a colleague to attach one.",
    )
    CUSTODY_NEEDS_EPISODE = (
        "Nobody else has written that the child is back in care.",
        "Ask a colleague to write it.",
    )
    NO_CUSTODY = ("No custody is confirmed or declared.",)
    COVER_RUNS = ("The cover of this desk still runs.",)
    LATER_DETERMINATION = (
        "A later determination replaced this one.",
        "Confirm the later one.",
    )
    DETERMINATION_NEEDS_NO_SECOND_PERSON = ("This determination needs no second person.",)
    INSTITUTION_IS_DECIDED = (
        "This institution has been decided.",
        "Propose it again to list it again.",
    )
    INSTITUTION_IS_REVOKED = ("This institution has been revoked.",)

    # consent
    CONSENT_IS_WITNESSED = ("The consent has been witnessed.", "Put it in force.")
    CONSENT_IS_NOT_WITNESSED = (
        "The consent has not been witnessed.",
        "Have it witnessed by a second person first.",
    )
    CONSENT_IS_ACTIVE = (
        "The consent is in force.",
        "Record a new consent to change it, or withdraw it.",
    )
    SPOKEN_CONSENT_COVERS_NOTHING = (
        "Consent by word of mouth covers nothing of this.",
        "Ask for a written consent.",
    )
    CONSENT_IS_OVER = ("The consent has ended.", "Record a new one.")
    OWN_CONSENT_NEEDED = (
        "The person may be of age and consents in person from now on.",
        "Ask the person.",
    )
    GUARDIAN_CONSENTS = (
        "A guardian is appointed and consents from now on.",
        "Ask the guardian.",
    )

    GIVER_TAKES_NO_STEP = (
        "The person who gives or signs a consent takes no step of it. A person of the same name"
        " takes none either.",
        "Ask a colleague to take this step.",
    )

    # data requests
    REQUEST_IS_NOT_APPROVED = (
        "Only an approved request for access is answered.",
        "Have it approved first.",
    )
    NO_REVIEW_IS_NEAR = ("No review of this record is due soon.",)
    REVIEW_DOES_NOT_FIT = (
        "This outcome does not fit the state of the record.",
        "Open the record again and choose another outcome.",
    )
    EXTENDED_ONCE = (
        "A request is extended once, and before its due day.",
        "Decide the request.",
    )
    REQUEST_IS_DECIDED = ("The request has been decided.",)

    # files
    UNDOES_STARTED_IMPORT = ("Only an import that was started is undone, and only once.",)
    IMPORT_OF_ANOTHER_AGENCY = (
        "Another agency imported this file.",
        "Call its desk.",
    )
    IMPORT_IS_STARTED = ("The import has been started.", "Wait until it has ended.")
    IMPORT_IS_UNDONE = (
        "The import is being undone, or has been.",
        "Upload the corrected file.",
    )
    SAME_ROWS_IMPORTED = (
        "The same rows are being imported, or have been.",
        "Look at the list of imports.",
    )
    IMPORT_IS_FINISHED = ("The import has ended.", "Upload a file for another import.")
    IMPORT_IS_NOT_FINISHED = ("The import has not ended.", "Wait until it has.")
    FILE_IS_NOT_KEPT = ("The file is no longer kept.", "Upload it again.")
    ANOTHER_PERSONS_FILE = (
        "Only the person who uploaded a file has it imported, and only once.",
        "Upload it yourself.",
    )
    EXPORT_IS_DECIDED = (
        "The export has been decided.",
        "Ask for a new one if the decision no longer fits.",
    )
    EXPORT_IS_NOT_APPROVED = (
        "The export is not approved.",
        "Ask another supervisor to decide it.",
    )
    EXPORT_IS_OVER = ("The time of the export is over.", "Ask for a new one.")
    ANOTHER_PERSONS_EXPORT = ("Only the person who asked for an export reads it.",)

    # disclosures
    BOTH_RECORDS_ARE_OWN = ("Both records belong to your agency.", "Open them directly.")
    PAIR_IS_NOT_CONFIRMED = (
        "The pair is not confirmed.",
        "Have it confirmed, or ask on grounds of a danger to life.",
    )
    REPORT_IS_NOT_CLEARED = (
        "The report is not cleared.",
        "A second person of the agency clears it; then ask.",
    )
    DISCLOSURE_IS_ASKED = ("A request for this pair is with the owner.", "Wait for the answer.")
    CALL_OWN_POLICE_FIRST = (
        "The police of your own state act where the person is.",
        "Call them first, and record the call.",
    )
    CALL_BACK_FIRST = (
        "One approver releases only after a call back.",
        "Call the asking side by the number of the directory.",
    )
    NO_CONSENT_COVERS_THIS = (
        "No active consent covers anything of what is asked for.",
        "Record a consent first.",
    )
    CHECK_CONSENT_FIRST = (
        "Only a missing child is disclosed to those who search without consent.",
        "Check the consent first.",
    )
    LOOK_AT_RISK_INSTEAD = (
        "Consent is not asked for a missing child who is searched for.",
        "Assess the risk instead.",
    )
    ASKER_DOES_NOT_APPROVE = (
        "The person who asks does not approve.",
        "Ask a colleague to approve.",
    )
    APPROVER_OF_ANOTHER_UNIT = (
        "The second approver belongs to another unit, or to the state's desk.",
        "Ask one of them.",
    )
    APPROVED_BY_SECOND_PERSON = ("A second person has approved this.",)
    SECOND_APPROVAL_IS_LATE = (
        "The time for the second approver is over.",
        "Wait until the request has ended; then it can be asked for again.",
    )
    GUARDIAN_IS_TOLD = (
        "The guardian has no conflict of interest and is told.",
        "Choose the step that tells the guardian.",
    )
    COURT_IS_TOLD = (
        "The guardian has a conflict of interest and is not told.",
        "Tell the court instead.",
    )
    YOUTH_OFFICE_IS_TOLD = (
        "The guardian has a conflict of interest and is not told of this.",
        "Tell the youth office instead.",
    )
    SECOND_APPROVER_NEEDED = (
        "A second person has not approved this.",
        "Ask the second approver first.",
    )
    TELL_AND_REVIEW_FIRST = (
        "The guardian is told and the decision is reviewed first.",
        "Take these two steps.",
    )
    NAMED_PERSON_ACKNOWLEDGES = ("Only the named person acknowledges.",)
    STEP_OF_ANOTHER_SIDE = (
        "The other side takes this step.",
        "Wait for it, or call its desk.",
    )
    DISCLOSURE_HAS_ENDED = (
        "The request has ended.",
        "Ask again from the page of the pair if it is still needed.",
    )
    STEP_OF_ANOTHER_ROLE = ("Your role does not take this step.",)
    STEP_IS_NOT_NEXT = (
        "This step does not come next.",
        "Open the request again; its page shows the next step.",
    )

    # oversight and runs
    SAMPLE_IS_APPROVED = ("The sample has been approved.",)
    SAMPLE_IS_NOT_APPROVED = (
        "The sample is not approved, or its time is over.",
        "Ask for it again.",
    )
    RUN_IS_ACTIVE = (
        "Another run is active: %(kind)s, %(done)s of %(shards)s parts done.",
        "Wait until it has ended, or cancel it.",
    )
    RUN_IS_OVER = ("The run has ended.",)
    TOO_FEW_VERDICTS = (
        "There are too few decisions to fit weights: %(same)s same and %(different)s different;"
        " %(least)s of each are needed.",
    )
    RECORDS_WAIT_FOR_UPGRADE = (
        "Some records wait for the upgrade and would be missing in the run.",
        "Start the run after the upgrade.",
    )
    LAST_RUN_IS_ACTIVE = ("The last one still runs.", "Wait until it has ended.")

    @property
    def code(self) -> str:
        """The stable code of the answer."""
        return self.name.lower()
