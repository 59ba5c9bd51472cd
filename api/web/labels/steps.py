"""The words of the steps of processes: what was done, and what comes next.

A code is the name of the process and of the act: `pair.propose`.
"""

from __future__ import annotations

from api.web.gettext_marker import N_

_DISCLOSURE_PROCESSES = ("disclosure", "vital_disclosure", "asked_disclosure")
_DISCLOSURE_DONE = {
    "ask": N_("The disclosure was asked for"),
    "review": N_("The request was taken up"),
    "check_consent": N_("The check of consent began"),
    "seek_consent": N_("Consent was asked for"),
    "consent_given": N_("Consent was given"),
    "consent_refused": N_("Consent was refused"),
    "check_risk": N_("The risk was assessed"),
    "call_back": N_("The asking side was called back"),
    "call_police": N_("The police of the owner's state were called"),
    "approve": N_("One person approved"),
    "release": N_("It was released"),
    "approve_after": N_("A second person approved after the release"),
    "acknowledge": N_("The named person has read it"),
    "tell_guardian": N_("The guardian or the authority was told"),
    "review_after": N_("The release was reviewed"),
    "close": N_("The request was closed"),
    "withdraw": N_("The request was withdrawn"),
    "revoke": N_("The request was refused or revoked"),
    "expire": N_("The time of the request was over"),
}
_DISCLOSURE_NEXT = {
    "answer": N_("Next: the owner decides what may be released."),
    "review": N_("Next: the owner takes up the request."),
    "check_consent": N_("Next: the owner checks whether there is consent."),
    "seek_consent": N_("Next: the owner asks the person or the guardian for consent."),
    "consent_given": N_("Next: the owner records the answer of the person or the guardian."),
    "check_risk": N_("Next: the owner looks at the newest risk assessment."),
    "call_back": N_("Next: the owner calls the asking side back."),
    "call_police": N_("Next: the owner calls the police of its own state."),
    "approve": N_("Next: an approver decides."),
    "release": N_("Next: the owner releases what was approved."),
    "approve_after": N_("Next: a second person approves what was released."),
    "tell_guardian": N_("Next: the owner tells the guardian or the authority."),
    "review_after": N_("Next: a person who did not decide reviews the release."),
    "acknowledge": N_("Next: the named person reads it and confirms that."),
    "close": N_("Next: the owner closes the request."),
}


def _of_disclosure(words: dict[str, str]) -> dict[str, str]:
    return {
        f"{process}.{act}": text for process in _DISCLOSURE_PROCESSES for act, text in words.items()
    }


STEP_WORDS: dict[str, dict[str, str]] = {
    "step_done": {
        "pair.propose": N_("A verdict was proposed"),
        "pair.confirm": N_("One side confirmed"),
        "pair.provisional": N_("Recorded as provisionally one person"),
        "pair.propose_undo": N_("It was proposed to undo the decision"),
        "pair.undo": N_("The decision was undone"),
        "pair.review": N_("The decision was reviewed and kept"),
        "transfer.offer": N_("The record was offered"),
        "transfer.accept": N_("The record was taken over"),
        "transfer.refuse": N_("The offer was refused"),
        "transfer.withdraw": N_("The offer was taken back"),
        "data_request.request": N_("The request came in"),
        "data_request.decide": N_("The request was decided"),
        "data_request.extend": N_("The day was put off"),
        "saved_search.save": N_("The search was saved"),
        "saved_search.sign": N_("A supervisor signed it, and it started"),
        "saved_search.withdraw": N_("The saved search was withdrawn"),
        "saved_search.end": N_("The saved search was ended"),
        "import.upload": N_("The file was uploaded"),
        "import.start": N_("The import was started"),
        "import.finish": N_("The rows were imported"),
        "import.undo": N_("Undoing the import was requested"),
        "import.finish_undo": N_("The import was undone"),
        "export.ask": N_("The export was asked for"),
        "export.approve": N_("A second person approved it"),
        "export.refuse": N_("A second person refused it"),
        "export.read": N_("The file was fetched"),
        "consent.record": N_("The consent was recorded"),
        "consent.witness": N_("A second person witnessed it"),
        "consent.withdraw": N_("It was withdrawn"),
        "consent.end": N_("It ended"),
        **_of_disclosure(_DISCLOSURE_DONE),
    },
    "step_next": {
        "pair.propose": N_("Next: compare both records and propose a verdict."),
        "pair.confirm": N_("Next: a second person confirms the proposal."),
        "pair.approve_closure": N_(
            "Next: the side of the found person approves what the reporter may be told."
        ),
        "pair.close_record": N_("Next: close the record once the person is safe."),
        "transfer.confirm": N_("Next: a second person confirms the proposal."),
        "transfer.accept": N_("Next: the receiving agency takes the record over, or refuses it."),
        "data_request.decide": N_("Next: a second person decides the request."),
        "import.start": N_("Next: choose the columns of the file and import it."),
        "saved_search.sign": N_("Next: a supervisor who did not save the search signs it."),
        "export.decide": N_("Next: a second supervisor approves or refuses the export."),
        "export.read": N_("Next: the person who asked fetches the file."),
        "consent.witness": N_("Next: a second person witnesses the consent."),
        "consent.activate": N_("Next: the agency puts the consent in force."),
        **_of_disclosure(_DISCLOSURE_NEXT),
    },
}
