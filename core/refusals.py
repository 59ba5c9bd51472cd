"""The table of refusals: why the current state, or a person's role in it, forbids an act.

Each row has the reason and the next step. `core.errors.Conflict` and `Refused` carry a member. Its
name in lower case is the stable code of the problem+json answer. Pages translate both sentences.
`%(name)s` is replaced by a figure or code of the error. A sentence never contains a person or a
submitted value.

A row may also have the page of the next step. Its template contains ids in braces and nothing
personal. An id comes from the address of the request or from the service, never from the other side
of a match. `api.refusal_hrefs` leaves out a page that the viewer's role does not open.
"""

from __future__ import annotations

import enum
import string
from collections.abc import Mapping
from typing import NamedTuple


class Explanation(NamedTuple):
    """The reason of a refusal, and the next step ("" if there is none).

    `href` is the address of the page of the next step, "" if another person takes it, if it is to
    wait, or if the same request is sent again. `other_href` is used where an id of `href` is not
    known. `field` is the input of the request that must have another value, "" if there is none.
    """

    reason: str
    next_step: str = ""
    href: str = ""
    other_href: str = ""
    field: str = ""


@enum.unique
class Refusal(Explanation, enum.Enum):
    """One reason why an act is refused."""

    # roles
    REFUSED = (
        "Your role does not allow this.",
        "Ask a colleague with one of these roles: %(roles)s.",
    )

    TOKEN_LACKS_SCOPE = (
        "The token does not have the scope %(scope)s.",
        "Ask a supervisor of the agency for a token with this scope.",
    )

    SOFTWARE_CORRECTS_FACTS = (
        "Software corrects only facts that it may read. It changes no declaration, sharing,"
        " identity or confirmed fact, and removes no protection.",
        "Ask a person of the agency to make this change.",
    )

    # accounts
    DEPUTY_ISSUES_TOKEN = (
        "A deputy neither issues nor approves a token.",
        "Ask a supervisor of the agency.",
    )
    RELAY_IS_DECIDED = (
        "This request has been decided or has expired.",
        "Ask again with the number of the record.",
    )
    TOKEN_IS_DECIDED = (
        "The request for this token has been decided or has expired.",
        "Ask for the token again.",
    )
    TOKEN_NEEDS_APPROVAL = (
        "A second person has not approved this token yet.",
        "Another supervisor of the agency or an administrator finds it among the approvals.",
    )
    ASKER_ISSUES_TOKEN = (
        "Only the person who asked for the token issues it.",
        "Ask that person, or ask for a token with another short code.",
    )
    APPROVER_ROTATES_TOKEN = (
        "The person who approved a token does not rotate it.",
        "Ask the person who asked for the token, or another supervisor of the agency.",
    )
    TOKEN_HAS_ENDED = (
        "This token has expired or was revoked.",
        "Ask for a new token with the same label.",
    )
    TOKEN_WAS_ROTATED = (
        "This token was rotated already.",
        "Rotate the newer token with the same label, or revoke one of the two.",
    )
    TOO_MANY_PASSKEYS = Explanation(
        "An account has at most %(most)s passkeys.", "Remove one first.", href="/passkeys"
    )
    NOT_OWN_ACCOUNT = (
        "You cannot ask for a reset of your own access.",
        "Ask a colleague to request it.",
    )
    ACCESS_LINK_IS_VALID = (
        "An invitation or a reset of this account is still valid.",
        "Wait until it has been used or has expired.",
    )
    ACCESS_IS_DECIDED = (
        "The request has been decided or has expired.",
        "Ask for the access again.",
    )
    ACCOUNT_IS_DISABLED = Explanation(
        "The account is not active.",
        "See its status in the list of accounts.",
        href="/users",
    )
    ROLE_MAY_NOT_INVITE = Explanation(
        "Your role may not invite people to this role.",
        "Ask an administrator or a supervisor.",
        field="role",
    )
    INVITES_TO_OWN_AGENCY = Explanation(
        "A supervisor can invite people only to their own agency.", field="agency"
    )
    DEPUTY_NAMES_DEPUTY = (
        "A deputy cannot name another deputy.",
        "The supervisor names one.",
    )
    SYSTEM_HAS_NO_PASSWORD = (
        "The account of a software system has no session, no password and no passkeys.",
    )

    # second persons
    SECOND_PERSON_DECIDES = (
        "Second person required. A person who did not ask for this must decide it.",
        "Ask a colleague who may decide it.",
    )
    SECOND_PERSON_REVIEWS = (
        "Second person required. A person who did not decide before must review this.",
        "Ask a colleague who took no part in the decision.",
    )
    REVIEW_IS_DECIDED = (
        "This proposal has been decided, or replaced by another one.",
        "See the review of the record.",
    )
    LETTER_IS_DECIDED = (
        "This message has been approved or refused, or its record was closed or transferred.",
        "See the messages with the other desk.",
    )
    LEGAL_REGIME_IS_DECIDED = (
        "This change of the legal basis has been decided, or replaced by another one.",
        "See the legal basis of the record.",
    )
    SECOND_PERSON_CONFIRMS = (
        "Second person required. A person who neither proposed nor confirmed this must confirm it.",
        "Ask another supervisor to confirm it.",
    )
    SECOND_PERSON_APPROVES_SEARCH = (
        "A person who did not make the search must approve it.",
        "Ask a colleague to approve it.",
    )
    SECOND_PERSON_DECIDES_REPORTER = (
        "Second person required. A person who did not write the report must do the reporter check.",
        "Ask a colleague for the reporter check.",
    )
    SECOND_PERSON_LIFTS_FLAG = (
        "Second person required. A person who did not write the report must remove the flag.",
        "Ask a colleague to remove it.",
    )
    SECOND_PERSON_CHECKS = (
        "The reporter check needs a second person. This person did not ask for it, and has not"
        " changed the identity or the reporter since the last check.",
        "Ask a colleague to do the reporter check.",
    )
    SECOND_PERSON_CONFIRMS_CARE = (
        "Second person required. A person who did not register the record or edit the identity"
        " must confirm that the child is in care.",
        "Ask a colleague to confirm it.",
    )
    SECOND_PERSON_CONFIRMS_DETERMINATION = (
        "Second person required. A person who did not decide must confirm the access that the"
        " decision gives.",
        "Ask a colleague to confirm it.",
    )
    SECOND_PERSON_CONFIRMS_INSTITUTION = (
        "Second person required. A person who did not propose the institution must confirm it.",
        "Ask a colleague to confirm it.",
    )
    SECOND_PERSON_WITNESSES = (
        "Second person required. A person who did not record the consent must witness it.",
        "Ask a colleague to witness it.",
    )
    SECOND_PERSON_APPROVES = (
        (
            "Second person required. A person who did not ask for this or approve it before"
            " must approve."
        ),
        "Ask a colleague to approve it.",
    )
    SECOND_PERSON_OFFERS = (
        "Second person required. A person who did not propose the transfer must offer the record.",
        "Ask a colleague to offer it.",
    )
    SECOND_PERSON_TAKES_OVER = (
        "Second person required. A person who did not offer the record must decide about it.",
        "Ask a colleague of the receiving agency to decide.",
    )
    ACCOUNT_IS_TOO_NEW = (
        "In the first 30 days of an account, its holder and those who invited or confirmed it"
        " cannot approve for each other, and they cannot name it as their deputy.",
        "Ask a colleague who took no part in making the account.",
    )
    SIBLING_DECIDES_ACCESS = (
        "The same person invited you and a colleague who asked for this, both in the last 30 days."
        " You cannot approve access for each other.",
        "Ask a supervisor whom another person invited. If none is on duty, a supervisor of the"
        " state's desk decides.",
    )
    SIBLING_DECIDES_TOKEN = (
        "The same person invited you and a colleague who asked for this, both in the last 30 days."
        " You cannot approve a token for each other.",
        "Ask an administrator, or a supervisor whom another person invited.",
    )

    # records
    DUPLICATE_REFERENCE = Explanation(
        "Your agency already has a record with this reference.",
        "Use another reference, or find the record by its reference.",
        href="/records",
        field="record_ref",
    )
    RECORD_IS_CLOSED = Explanation(
        "The record is closed.", "Reopen it first.", href="/records/{record}"
    )
    RECORD_IS_NOT_CLOSED = ("Only a closed record can be reopened.",)
    RECORD_IS_RESTRICTED = (
        "The record is restricted at the person's request.",
        "The restriction must be lifted first.",
    )
    REPORT_IS_FLAGGED = Explanation(
        "The report is flagged.",
        "A second person must do the reporter check first.",
        href="/records/{record}/people#reporter",
    )
    REFERENCE_IS_TAKEN = Explanation(
        "The reference of this record is already used by another record.",
        "Give the other record another reference first.",
        href="/records",
    )
    LIFTS_PROTECTION_BAR = Explanation(
        "This edit removes a block for international protection.",
        "Propose it as a correction. A second person decides.",
        href="/records/{record}/rights#kind",
        field="international_protection",
    )
    NO_PRINTED_FORM = ("Forms can be printed only for open missing reports.",)
    WRONG_RECORD_KIND = ("This is not possible for a record of this kind.",)
    OFFICER_REGISTERS_FOR_POLICE = (
        "A liaison officer can register only for a police agency.",
        "Choose a police agency of your state.",
    )
    AGENCY_OF_ANOTHER_STATE = (
        "A record must be registered in the state of its agency.",
        "Choose an agency of your state.",
    )
    KEY_USED_FOR_ANOTHER_BODY = (
        "This idempotency key was used for another request.",
        "Send the request with a new key.",
    )
    LINK_REQUEST_WAITS = (
        "Your agency's request about this record is waiting for an answer.",
        "Wait for the answer, or call the desk.",
    )
    LINK_REQUEST_IS_DECIDED = ("The request was decided or has ended.",)
    LINK_OF_UNAPPROVED_SEARCH = (
        "The search is waiting for its approval.",
        "Have it approved first, or call the desk.",
    )
    CARE_BELONGS_WHERE_CHILD_IS = Explanation(
        "A child found by police must be transferred in the state where the child is.",
        "Offer the record to an agency of that state. A desk of another state can help with"
        " matching.",
        field="to_agency",
    )
    ROLE_LEAVES_NO_MESSAGE = (
        "Only a child-protection agency, a liaison officer or a supervisor of a hotline can"
        " leave a sealed message.",
        "Ask one of them.",
    )
    OWN_STATE_LEAVES_MESSAGE = (
        "A person acting for another state cannot leave a sealed message.",
        "Ask an officer of the agency responsible for the record.",
    )
    SENTENCE_NEEDS_CONFIRMED_MATCH = Explanation(
        "A closing sentence can be approved only for a confirmed match.",
        "Confirm the match first.",
        href="/matches/{match}",
    )
    SENTENCE_IS_NOT_APPROVED = Explanation(
        "The side that cares for the child has not approved this sentence.",
        "Ask its desk to approve it.",
        href="/records/{record}/matches",
        field="closure",
    )

    CLOSURE_IS_OF_OTHER_RECORDS = Explanation(
        "This sentence cannot close a record of this kind.",
        "Choose another sentence.",
        field="closure",
    )
    CLOSURE_IS_A_SUPERVISORS = Explanation(
        "Only a supervisor can close a record with this sentence.",
        "Ask a supervisor of your agency.",
        field="closure",
    )
    CLOSURE_NEEDS_LOCATED = Explanation(
        "The history does not show that the person was located.",
        "Record in the history where and by whom the person was located.",
        href="/records/{record}/story#story",
        field="closure",
    )
    CLOSURE_NEEDS_POLICE = Explanation(
        "The record does not show that the police know of the case.",
        "Enter the SIS status, or record the police report under Deadlines.",
        href="/records/{record}/deadlines",
        field="closure",
    )
    CLOSURE_NEEDS_KINSHIP = Explanation(
        "No relative in the record was verified by an authority.",
        "Enter the relative with source and reliability of the verification.",
        href="/records/{record}/edit#relatives",
        field="closure",
    )
    CLOSURE_NEEDS_BEST_INTERESTS = Explanation(
        "The record has no valid best-interests decision.",
        "Record a best-interests decision. If it gives access to anything, have it confirmed.",
        href="/records/{record}/safety#best-interests",
        field="closure",
    )
    CLOSURE_NEEDS_RISK = Explanation(
        "The risk has not been assessed since the person was located.",
        "Assess the risk first.",
        href="/records/{record}/safety#risk",
        field="closure",
    )
    CLOSURE_NEEDS_GUARDIAN = Explanation(
        "The child has no appointed guardian without a conflict of interest.",
        "Record the appointment of a guardian first.",
        href="/records/{record}/people#guardians",
        field="closure",
    )
    CLOSURE_NEEDS_ADULT = Explanation(
        "According to the record, the person may be a child.",
        "Enter the birth date or the age assessment that shows an adult.",
        href="/records/{record}/edit#birth_date",
        field="closure",
    )
    # deadlines
    DEADLINE_HAS_ENDED = ("This deadline has ended.",)
    DEADLINE_ENDS_BY_FACT = Explanation(
        "This deadline ends automatically when the detail is in the record.",
        "Enter this detail in the record.",
        href="/records/{record}/edit",
        field="end",
    )
    DEADLINE_IS_POSSIBLE = Explanation(
        "This deadline cannot be closed as impossible.",
        "Do what the deadline asks for, and record it.",
        field="end",
    )
    DEADLINE_IS_A_SUPERVISORS = (
        "This deadline is for the supervisor.",
        "Ask a supervisor of your agency to record it.",
    )

    # matches
    MATCH_IS_DECIDED = (
        "The match has already been decided.",
        "A supervisor of a side that decided can undo the decision.",
    )
    FOUND_SIDE_PROPOSES = (
        "First, the side of the found person must compare and propose.",
        "Wait for its proposal, or call its desk.",
    )
    ONE_SIDE_HAS_CONFIRMED = (
        "One side has confirmed the match.",
        "The other side can confirm it, or the first side can undo it.",
    )
    OWN_SIDE_HAS_CONFIRMED = (
        "Your side has confirmed the match.",
        "Next, a supervisor of the other side must confirm.",
    )
    PROPOSING_SIDE_CONFIRMS_FIRST = (
        "First, a supervisor of the side that proposed must confirm.",
        "Wait for that confirmation, or call their desk.",
    )
    OUTCOME_DOES_NOT_FIT = Explanation(
        "The status of the match does not allow this decision.",
        "Open the match again. Its page shows what you can do now.",
        href="/matches/{match}",
        field="outcome",
    )
    QUESTIONS_ARE_OPEN = Explanation(
        "Verification questions are waiting for an answer.",
        "The side of the missing person must answer them first.",
        field="reason",
    )
    OWN_SIDE_ANSWERS_FIRST = Explanation(
        "Your side has been asked verification questions.",
        "Answer them, then confirm.",
        href="/messages/{match}#write",
    )
    ANOTHER_PERSONS_PROPOSAL = (
        "A proposal can be withdrawn by the person who made it or by a supervisor of that side.",
        "Ask one of them.",
    )
    ANOTHER_SIDES_DECISION = (
        "Only a side that decided can undo the decision.",
        "Call the desk of the other side.",
    )
    MATCH_IS_NOT_DECIDED = Explanation(
        "The match has not been decided.",
        "Follow the next step on its page.",
        href="/matches/{match}",
    )
    SUPERVISOR_TAKES_STEP = (
        "Only a supervisor can take this step.",
        "Ask a supervisor of your agency.",
    )
    UNDO_IS_NOT_PROPOSED = Explanation(
        "Undoing this decision has not been proposed.",
        "First, a caseworker or a supervisor of a side that decided must propose it.",
        href="/matches/{match}#undo",
    )
    UNDO_IS_PROPOSED = Explanation(
        "Undoing this decision is already proposed.",
        "A supervisor who did not propose it can undo the decision or refuse the proposal.",
        href="/matches/{match}#review",
    )
    FOUND_SIDE_APPROVES_SENTENCE = (
        "The side of the found person must approve the closing sentence.",
        "Wait for its approval, or call its desk.",
    )
    NO_REVIEW_NEEDED = Explanation(
        "No change requires a review of this decision.",
        "If the decision is wrong, undo it.",
        href="/matches/{match}#undo",
    )
    REVIEW_IS_NEEDED = Explanation(
        "Since your side reviewed this match, the evidence changed or undoing it was proposed.",
        "Open the match and confirm that the decision is still right, or undo it.",
        href="/matches/{match}#review",
        other_href="/records/{record}/matches",
    )
    SECOND_PERSON_UNDOES = (
        "Second person required. A person who did not propose to undo the decision must undo it.",
        "Ask another supervisor of a side that decided, or withdraw your proposal.",
    )
    COLLEAGUE_REVIEWS_CHANGE = (
        "Second person required. You changed a fact of the evidence, so another person decides"
        " whether the match is kept.",
        "Ask a colleague of your agency to review the match, or propose to undo the decision.",
    )
    FOUND_SIDE_ASKS = (
        "The side of the found person asks the questions, and the side of the missing person"
        " answers them.",
    )
    QUESTION_IS_ANSWERED = ("The question has already been answered.",)
    ALL_QUESTIONS_ARE_ASKED = Explanation(
        "No more questions can be asked about this match.",
        "Write a message to the other desk instead.",
        href="/messages/{match}#write",
    )
    MATCH_IS_IN_WORK = (
        "A colleague is working on this match.",
        "Talk to your colleague, or try again later.",
    )
    OTHER_SIDE_DOES_NOT_SEE = Explanation(
        "The other side cannot see this match.",
        "Share more of your record first, or call the desk that the match names, if it names one.",
        href="/records/{record}/edit#sharing",
    )
    BAR_OF_OWN_STATE = (
        "You act for another state and cannot keep its record from your own state.",
        "Ask an officer of the agency responsible for the record.",
    )
    OTHER_SIDE_IS_BARRED = (
        "This record is kept from the state of the other side. A request would reveal it.",
        "In danger, call the police of your own state.",
    )
    OTHER_SIDE_LEARNS_OF_RECORD = Explanation(
        "The other side does not know of your record. A request would reveal the person.",
        "In danger, call the desk that the match names, or share more of your record first.",
        href="/records/{record}/edit#sharing",
    )
    NOTHING_MAY_BE_RELEASED = Explanation(
        "None of the requested information may be shared now: consent or a recent risk"
        " assessment is missing, or the reporter check of the asking side is not done.",
        "The request shows which step comes next.",
        href="/records/{record}/safety#risk",
    )

    # searches
    DECLARATION_IS_DECIDED = ("The declaration was confirmed or refused, or it has ended.",)
    SEARCH_APPROVAL_IS_DECIDED = ("A supervisor has already decided about this search.",)
    SEARCH_WAS_REFUSED = (
        "A supervisor refused to approve this search.",
        "Search again for a case of your agency.",
    )
    UPGRADE_RUNS = (
        "The report cannot be matched until the upgrade of Homeward has ended.",
        "Try again later.",
    )
    NOT_A_SEARCH_TO_SAVE = Explanation(
        "Only a search for one person can be saved, not a row of a list.",
        "Search for the person, then save that search.",
        href="/search#full_name",
    )
    REPORT_OF_SEARCH_IS_NOT_CHECKED = Explanation(
        "The reporter of this search's report is no longer checked.",
        "Ask for the reporter check, then search again.",
        href="/records/{record}/people#reporter",
    )
    AGENCY_OF_SEARCH_APPROVES = (
        "A supervisor of the agency that searched must approve this.",
        "Wait for the approval.",
    )
    ANOTHER_PERSONS_SAVED_SEARCH = ("Only the person who saved a search can end or withdraw it.",)
    SAVED_SEARCH_WAITS = (
        "The saved search is waiting for its approval.",
        "Ask a supervisor to approve it, or withdraw it.",
    )
    SAVED_SEARCH_RUNS = Explanation(
        "The saved search is running.",
        "End it when it is no longer needed.",
        href="/saved-searches",
    )
    SAVED_SEARCH_IS_OVER = Explanation(
        "The saved search has ended.",
        "Search again, then save that search.",
        href="/search#full_name",
    )
    ONLY_PEOPLE_SEARCH = ("Only a person may search for people, not a software system.",)

    # transfers and care
    OFFERED_ALREADY = Explanation(
        "The record has been offered to an agency.", "Withdraw that offer first.", href="/transfers"
    )
    MISSING_FROM_CARE_IS_DECIDED = (
        "The report has been checked, edited to another person, or closed.",
        "See the reporter check of the report.",
    )
    MISSING_FROM_CARE_STAYS_TOGETHER = (
        "The child is missing from care. The record and the report stay together until the"
        " child is back.",
    )
    RESTRICTED_RECORD_STAYS = (
        "The record is restricted at the person's request.",
        "It can be transferred when the restriction has ended.",
    )
    TRANSFER_NEEDS_CONSENT = Explanation(
        "A transfer between the police and other agencies needs the person's consent.",
        "Record the consent first.",
        href="/records/{record}/consents/new#giver",
    )
    OTHER_AGENCY_TAKES_STEP = (
        "The other agency of the transfer must take this step.",
        "Wait for it, or call its desk.",
    )
    TRANSFER_IS_NOT_PROPOSED = ("No transfer of this record is proposed.",)
    RECORD_CANNOT_BE_TAKEN_OVER = ("The record can no longer be accepted.",)
    RECORD_IS_NO_LONGER_SEEN = ("You can no longer see this record.",)
    TRANSFER_IS_DECIDED = ("The transfer has been decided.",)
    SIGHTING_IS_DECIDED = ("The sighting has been accepted or rejected.",)
    TRANSFER_IS_NOT_OFFERED = ("The transfer is no longer offered.",)
    REPORTER_OF_OPEN_REPORT = Explanation(
        "Only an open missing report can have a reporter.",
        "If the person is still missing, reopen the record.",
        href="/records/{record}",
    )
    REPORTER_CHECK_OF_OPEN_REPORT = ("A reporter check can be requested only for an open report.",)
    REPORT_IS_CHECKED = ("The reporter has already been checked.",)
    NO_REPORTER = Explanation(
        "No reporter is named.",
        "Enter the reporter, then ask for the reporter check.",
        href="/records/{record}/people#reporter",
    )
    REPORT_BY_SOFTWARE = (
        "A software system made this report.",
        "One person asks for the reporter check, then another person does it.",
    )
    APPOINTMENT_HAS_ENDED = Explanation(
        "The appointment of the guardian has ended.",
        "Record a new one.",
        href="/records/{record}/people#guardians",
    )
    EPISODE_DOES_NOT_FOLLOW = Explanation(
        "This does not fit the child's history so far.",
        "Check the history, then choose what happened next.",
        href="/records/{record}/story#story",
    )
    STORY_STANDS_AT_FOUND_RECORD = Explanation(
        "The history of a child missing from care is kept in the found record.",
        "Open the found record.",
        href="/records/{found}/story",
    )
    CARE_IS_CONFIRMED = ("The care of this child is confirmed. No further step is needed.",)
    CARE_IS_DECLARED = (
        (
            "One person has declared that the child is in care, which is possible once for "
            "each record."
        ),
        "A second person must now confirm it.",
    )
    FOUND_WITHOUT_LEGAL_BASIS = Explanation(
        "A found record without a legal basis gives no access to reports.",
        "Enter its legal basis first.",
        href="/records/{record}/edit#legal_basis",
    )
    NO_DECLARATION_TO_CHECK = ("There is no declaration to check by telephone.",)
    NO_DECLARATION_OPENS_REPORT = ("No declaration gives access to this report.",)
    CARE_CONFIRMATION_WAY_OF_ANOTHER_AGENCY = Explanation(
        "Only another agency can confirm care in this way: police of the state, or"
        " the state's desk.",
        "Choose another way, or call them.",
        field="way",
    )
    CARE_REGISTRATION_UNKNOWN = Explanation(
        "It is not known who registered this record.",
        "Choose another way to confirm care.",
        field="way",
    )
    CARE_NEEDS_PHOTO = (
        "A photograph added by another person is required.",
        "Ask a colleague to add one.",
    )
    CARE_NEEDS_EPISODE = (
        "No other person has recorded that the child is back in care.",
        "Ask a colleague to record it.",
    )
    NO_CARE_CONFIRMATION = ("Care is not confirmed or declared.",)
    COVER_RUNS = ("Duty cover for this desk is still active.",)
    DETERMINATION_IS_DECIDED = (
        "This decision is already approved, or a later decision replaced it.",
        "See the best-interests decisions of the record.",
    )
    DECIDED_WITH_ITS_SUBJECT = Explanation(
        "This decision needs more than approval or refusal.",
        "Open the approval in the list. The page of the subject takes the decision.",
        href="/approvals",
    )
    INSTITUTION_IS_DECIDED = Explanation(
        "This institution has already been decided.",
        "To put it on the list again, propose it again.",
        href="/institutions#name",
    )
    INSTITUTION_IS_REVOKED = ("This institution has been revoked.",)

    # consent
    CONFLICT_OF_INTEREST = Explanation(
        "This person may not speak for the child: they reported the child, travelled with the"
        " child, are under suspicion, asked for this, or have another conflict of interest.",
        "Ask the authority for an appointed representative. For an official who reported on duty,"
        " a colleague of the same office signs.",
        field="giver_name",
    )
    CONSENT_IS_WITNESSED = Explanation(
        "The consent has been witnessed.", "Activate it.", href="/records/{record}/consents"
    )
    ORAL_EXPLANATION_MISSING = Explanation(
        "The consent has not been explained orally.",
        "Explain it, then record that here.",
        href="/records/{record}/consents#explain_orally",
    )
    WRITTEN_EXPLANATION_MISSING = Explanation(
        "The consent has not been explained in writing.",
        "Give the text in writing, then record that here.",
        href="/records/{record}/consents#explain_in_writing",
    )
    EXPLAINED_ORALLY = ("The consent has been explained orally.",)
    EXPLAINED_IN_WRITING = (
        "The consent has been explained in writing.",
        "Record a new consent if another text was given.",
    )
    CONSENT_IS_NOT_WITNESSED = (
        "The consent has not been witnessed.",
        "Have it witnessed by a second person first.",
    )
    CONSENT_IS_ACTIVE = Explanation(
        "The consent is active.",
        "Record a new consent to change it, or withdraw it.",
        href="/records/{record}/consents/new#giver",
    )
    SPOKEN_CONSENT_COVERS_NOTHING = Explanation(
        "Oral consent does not cover any of this.",
        "Ask for a written consent.",
        href="/records/{record}/consents/new#scopes",
    )
    CONSENT_IS_OVER = Explanation(
        "The consent has ended.", "Record a new one.", href="/records/{record}/consents/new#giver"
    )
    OWN_CONSENT_NEEDED = Explanation(
        "The person may be an adult and must consent in person from now on.",
        "Ask the person.",
        href="/records/{record}/consents/new#giver",
    )
    GUARDIAN_CONSENTS = Explanation(
        "A guardian is appointed and must consent from now on.",
        "Ask the guardian.",
        href="/records/{record}/consents/new#giver",
    )

    GIVER_TAKES_NO_STEP = (
        "The person who gives or signs a consent cannot take a step in it. This also applies to"
        " a person with the same name.",
        "Ask a colleague to take this step.",
    )

    # data requests
    REQUEST_IS_NOT_APPROVED = (
        "Only an approved access request can be answered.",
        "Have it approved first.",
    )
    NO_REVIEW_IS_NEAR = ("No review of this record is due soon.",)
    REVIEW_DOES_NOT_FIT = Explanation(
        "This outcome does not fit the state of the record.",
        "Reopen the record and choose another outcome.",
        href="/records/{record}",
        field="outcome",
    )
    EXTENDED_ONCE = Explanation(
        "A request can be extended once, before its due date.",
        "Decide the request.",
        href="/rights/{request}",
    )
    REQUEST_IS_DECIDED = ("The request has been decided.",)

    # files
    UNDOES_STARTED_IMPORT = ("Only an import that was started can be undone, and only once.",)
    IMPORT_OF_ANOTHER_AGENCY = (
        "Another agency imported this file.",
        "Call its desk.",
    )
    IMPORT_IS_STARTED = ("The import has been started.", "Wait until it has ended.")
    IMPORT_IS_UNDONE = Explanation(
        "The import is being undone or was undone.",
        "Upload the corrected file.",
        href="/imports#file",
    )
    SAME_ROWS_IMPORTED = Explanation(
        "The same rows are being imported, or have been.",
        "Check the list of imports.",
        href="/imports",
    )
    IMPORT_IS_FINISHED = Explanation(
        "The import has ended.", "Upload a file for another import.", href="/imports#file"
    )
    IMPORT_IS_NOT_FINISHED = ("The import has not ended.", "Wait until it has ended.")
    FILE_IS_NOT_KEPT = Explanation(
        "The file is no longer kept.", "Upload it again.", href="/imports#file"
    )
    ANOTHER_PERSONS_FILE = Explanation(
        "Only the person who uploaded a file can import it, and only once.",
        "Upload it yourself.",
        href="/imports#file",
    )
    AGENCY_CLOSES = (
        "The agency closes, so nothing is added to it.",
        "Register with the agency that takes over its records.",
    )
    OTHERS_APPROVE = (
        "You can refuse this, but people of another agency approve it.",
        "Refuse if the agency should not close. Without a refusal, wait.",
    )
    OTHERS_MAY_REFUSE_FIRST = (
        "The people who were told of this can refuse it for three days after the request.",
        "Approve it after these three days.",
    )
    CLOSING_IS_DECIDED = (
        "This request to close an agency is decided or over.",
        "The agency that closes may ask again.",
    )
    EXPORT_IS_DECIDED = Explanation(
        "The export has been decided.",
        "Ask for a new one if the decision no longer fits.",
        href="/exports/new#kind",
    )
    EXPORT_IS_NOT_APPROVED = (
        "The export is not approved.",
        "Ask another supervisor to decide it.",
    )
    EXPORT_IS_OVER = Explanation(
        "The export has expired.", "Ask for a new one.", href="/exports/new#kind"
    )
    ANOTHER_PERSONS_EXPORT = ("Only the person who asked for an export can read it.",)

    # disclosures
    BOTH_RECORDS_ARE_OWN = Explanation(
        "Both records belong to your agency.", "Open them directly.", href="/records"
    )
    MATCH_IS_NOT_CONFIRMED = Explanation(
        "The match is not confirmed.",
        "Have it confirmed, or ask because of a danger to life.",
        href="/matches/{match}",
    )
    REPORT_IS_NOT_CHECKED = Explanation(
        "The reporter check is not done.",
        "First, a second person of the agency must do the reporter check.",
        href="/records/{record}/people#reporter",
    )
    DISCLOSURE_IS_ASKED = Explanation(
        "A request for this match is with the responsible agency.",
        "Wait for the answer.",
        href="/disclosures",
    )
    DANGER_IS_NOT_ASSESSED = Explanation(
        "There is no recent risk assessment of an imminent danger.",
        "Assess the danger on the page of the request.",
        href="/disclosures/{disclosure}#check_risk",
    )
    CALL_OWN_POLICE_FIRST = Explanation(
        "The police of your own state act where the person is.",
        "Call them first, and record the call.",
        href="/disclosures/{disclosure}#call_police",
    )
    CALL_BACK_FIRST = Explanation(
        "One approver can share information only after a call back.",
        "Call the asking side using its number in the directory.",
        href="/disclosures/{disclosure}#call_back",
    )
    NO_CONSENT_COVERS_THIS = Explanation(
        "No active consent covers any of the requested information.",
        "Record a consent first.",
        href="/records/{record}/consents",
    )
    CHECK_CONSENT_FIRST = Explanation(
        "Without consent, information can be shared only about a missing child, with those who"
        " search for the child.",
        "Check the consent first.",
        href="/disclosures/{disclosure}#acts",
    )
    ASSESS_RISK_INSTEAD = Explanation(
        "Consent is not needed for a missing child who is being searched for.",
        "Assess the risk instead.",
        href="/disclosures/{disclosure}#acts",
    )
    ASKER_DOES_NOT_APPROVE = (
        "The person who asks cannot approve.",
        "Ask a colleague to approve.",
    )
    APPROVER_OF_ANOTHER_UNIT = Explanation(
        "The second approver must belong to another unit or to the state's desk.",
        "Call one of them. The directory has the number of the desk.",
        href="/directory",
    )
    APPROVED_BY_SECOND_PERSON = ("A second person has approved this.",)
    SECOND_APPROVAL_IS_LATE = (
        "The time for the second approval has ended.",
        "Wait until the request has ended. Then you can ask again.",
    )
    GUARDIAN_IS_TOLD = Explanation(
        "The guardian has no conflict of interest and must be informed.",
        "Choose the step that informs the guardian.",
        field="told",
    )
    COURT_IS_TOLD = Explanation(
        "The guardian has a conflict of interest and is not informed.",
        "Inform the court instead.",
        field="told",
    )
    YOUTH_OFFICE_IS_TOLD = Explanation(
        "The guardian has a conflict of interest and is not informed of this.",
        "Inform the youth office instead.",
        field="told",
    )
    SECOND_APPROVER_NEEDED = Explanation(
        "The second approval is missing.",
        "Ask the second approver first.",
        href="/disclosures/{disclosure}#acts",
    )
    TELL_AND_REVIEW_FIRST = Explanation(
        "First, inform the guardian and have the decision reviewed.",
        "Take these two steps.",
        href="/disclosures/{disclosure}#acts",
    )
    NAMED_PERSON_ACKNOWLEDGES = ("Only the named person can confirm the reading.",)
    STEP_OF_ANOTHER_SIDE = (
        "The other side must take this step.",
        "Wait for it, or call its desk.",
    )
    DISCLOSURE_HAS_ENDED = (
        "The request has ended.",
        "If it is still needed, ask again from the page of the match.",
    )
    STEP_OF_ANOTHER_ROLE = (
        "Your role cannot take this step.",
        "Ask a colleague whose role can take it, for example a supervisor.",
    )
    STEP_IS_NOT_NEXT = Explanation(
        "This is not the next step.",
        "Open the request again. Its page shows the next step.",
        href="/disclosures/{disclosure}",
    )

    # oversight and runs
    SAMPLE_IS_DECIDED = Explanation(
        "The sample has been decided.", "Draw a new one if you need it.", href="/samples"
    )
    SAMPLE_IS_NOT_APPROVED = Explanation(
        "The sample is not approved or has expired.",
        "Ask for it again.",
        href="/samples",
    )
    RUN_IS_ACTIVE = Explanation(
        "Another matching run is active: %(kind)s, %(done)s of %(shards)s parts done.",
        "Wait until it has ended, or cancel it.",
        href="/matching-runs",
    )
    RUN_IS_OVER = ("The matching run has ended.",)
    TOO_FEW_DECISIONS = (
        "There are too few match decisions to fit weights: %(same)s same and %(different)s"
        " different; %(least)s of each are needed.",
    )
    RECORDS_WAIT_FOR_UPGRADE = (
        "Some records are waiting for the upgrade and would be missing from the matching run.",
        "Start the matching run after the upgrade.",
    )
    LAST_RUN_IS_ACTIVE = ("The last one is still running.", "Wait until it has ended.")

    @property
    def code(self) -> str:
        """The stable code of the answer."""
        return self.name.lower()

    @property
    def sentences(self) -> tuple[str, ...]:
        """The reason, and the next step if there is one."""
        return (self.reason, self.next_step) if self.next_step else (self.reason,)

    def href_for(self, ids: Mapping[str, object]) -> str:
        """Return the address of the page of the next step; "" without it, or with an unknown id."""
        for template in filter(None, (self.href, self.other_href)):
            if ids_of(template) <= ids.keys():
                return template.format_map(ids)
        return ""


def ids_of(template: str) -> frozenset[str]:
    """Return the names of the ids in the template of an address."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)
