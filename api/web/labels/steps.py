"""Labels of the steps of processes: done steps and next steps.

A code is the name of the process and of the act: `match.propose`.
"""

from __future__ import annotations

from api.web.gettext_marker import N_

_DISCLOSURE_PROCESSES = ("disclosure", "vital_disclosure", "asked_disclosure")
_DISCLOSURE_DONE = {
    "ask": N_("The disclosure was requested"),
    "review": N_("The request was accepted for review"),
    "check_consent": N_("The consent check began"),
    "seek_consent": N_("Consent was asked for"),
    "consent_given": N_("Consent was given"),
    "consent_refused": N_("Consent was refused"),
    "check_risk": N_("The risk was assessed"),
    "call_back": N_("The asking side was called back"),
    "call_police": N_("The police of the state in charge were called"),
    "call_other": N_("Another number was called, which is not in the directory"),
    "approve": N_("One person approved"),
    "release": N_("The information was shared"),
    "approve_after": N_("A second person approved the sharing afterwards"),
    "acknowledge": N_("The named person has read it"),
    "tell_guardian": N_("The guardian or the authority was informed"),
    "review_after": N_("The sharing was reviewed"),
    "close": N_("The request was closed"),
    "withdraw": N_("The request was withdrawn"),
    "revoke": N_("The request was refused or revoked"),
    "expire": N_("The request expired"),
}
_DISCLOSURE_NEXT = {
    "answer": N_("Next: the responsible agency decides what may be shared."),
    "review": N_("Next: the responsible agency accepts the request for review."),
    "check_consent": N_("Next: the responsible agency checks whether there is consent."),
    "seek_consent": N_("Next: the responsible agency asks the person or the guardian for consent."),
    "consent_given": N_(
        "Next: the responsible agency records the answer of the person or the guardian."
    ),
    "check_risk": N_("Next: the responsible agency checks the latest risk assessment."),
    "call_back": N_("Next: the responsible agency calls the asking side back."),
    "call_police": N_("Next: the responsible agency calls the police of its own state."),
    "approve": N_("Next: an approver decides."),
    "release": N_("Next: the responsible agency shares what was approved."),
    "approve_after": N_("Next: a second person approves what was shared."),
    "tell_guardian": N_("Next: the responsible agency informs the guardian or the authority."),
    "review_after": N_("Next: a person who did not decide reviews the sharing."),
    "acknowledge": N_("Next: the named person reads it and confirms the reading."),
    "close": N_("Next: the responsible agency closes the request."),
}
_STORY_PROCESSES = ("found_story", "missing_story")
_STORY_DONE = {
    "leave": N_("The child went missing from care"),
    "locate": N_("The person was located"),
    "safe": N_("A professional confirmed that the person is safe"),
    "return": N_("The person returned to care"),
    "reunify": N_("The person was reunited with the family"),
}
_STORY_NEXT = {
    "locate": N_("Next: the person is located. Record where and by whom."),
    "safe": N_("Next: a professional sees the person and confirms that the person is safe."),
    "return": N_("Next: the person returns to care. Record when."),
    "reunify": N_("Next: the person is reunited with the family."),
}


def _of_each(processes: tuple[str, ...], words: dict[str, str]) -> dict[str, str]:
    return {f"{process}.{act}": text for process in processes for act, text in words.items()}


STEP_WORDS: dict[str, dict[str, str]] = {
    "step_done": {
        "match.propose": N_("A match decision was proposed"),
        "match.confirm": N_("One side confirmed"),
        "match.provisional": N_("Recorded as the same person, provisionally"),
        "match.propose_undo": N_("Undoing the decision was proposed"),
        "match.undo": N_("The decision was undone"),
        "match.review": N_("The decision was reviewed and kept"),
        "transfer.offer": N_("The record was offered"),
        "transfer.accept": N_("The record was accepted"),
        "transfer.refuse": N_("The offer was refused"),
        "transfer.withdraw": N_("The offer was withdrawn"),
        "sighting.accept": N_("The sighting was accepted"),
        "sighting.reject": N_("The sighting was rejected"),
        "data_request.request": N_("The request was received"),
        "data_request.decide": N_("The request was decided"),
        "data_request.extend": N_("The deadline was extended"),
        "saved_search.save": N_("The search was saved"),
        "saved_search.sign": N_("A supervisor approved it, and the search started"),
        "saved_search.refuse": N_("A supervisor refused the approval"),
        "saved_search.withdraw": N_("The saved search was withdrawn"),
        "saved_search.end": N_("The saved search was ended"),
        "import.upload": N_("The file was uploaded"),
        "import.start": N_("The import was started"),
        "import.finish": N_("The rows were imported"),
        "import.undo": N_("Undoing the import was requested"),
        "import.finish_undo": N_("The import was undone"),
        "export.ask": N_("The export was asked for"),
        "export.approve": N_("A second person approved the export"),
        "export.refuse": N_("A second person refused the export"),
        "export.read": N_("The file was downloaded"),
        "consent.record": N_("The consent was recorded"),
        "consent.explain_orally": N_("The consent was explained orally"),
        "consent.explain_in_writing": N_("The consent was explained in writing"),
        "consent.witness": N_("A second person witnessed the consent"),
        "consent.withdraw": N_("The consent was withdrawn"),
        "consent.end": N_("The consent ended"),
        **_of_each(_DISCLOSURE_PROCESSES, _DISCLOSURE_DONE),
        **_of_each(_STORY_PROCESSES, _STORY_DONE),
    },
    "step_next": {
        "match.propose": N_("Next: compare both records and propose a match decision."),
        "match.confirm": N_("Next: a second person confirms the proposal."),
        "match.undo": N_("Next: a second person undoes the decision or keeps it."),
        "match.review": N_("Next: your side reviews the decision, because the evidence changed."),
        "match.approve_closure": N_(
            "Next: the side of the found person approves a closing sentence for the reporter."
        ),
        "match.close_record": N_("Next: close the record once the person is safe."),
        "transfer.confirm": N_("Next: a second person confirms the proposal."),
        "transfer.accept": N_("Next: the receiving agency accepts or refuses the record."),
        "sighting.accept": N_("Next: the desk of the report accepts or rejects the sighting."),
        "data_request.decide": N_("Next: a second person decides on the request."),
        "import.start": N_("Next: choose the columns of the file and import it."),
        "saved_search.sign": N_("Next: a supervisor who did not save the search approves it."),
        "export.decide": N_("Next: a second supervisor approves or refuses the export."),
        "export.read": N_("Next: the person who asked downloads the file."),
        "consent.explain_orally": N_("Next: explain the consent orally."),
        "consent.explain_in_writing": N_("Next: explain the consent in writing."),
        "consent.witness": N_("Next: a second person witnesses the consent."),
        "consent.activate": N_("Next: the agency activates the consent."),
        **_of_each(_DISCLOSURE_PROCESSES, _DISCLOSURE_NEXT),
        **_of_each(_STORY_PROCESSES, _STORY_NEXT),
    },
}
