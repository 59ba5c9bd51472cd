"""Words of actions and decisions: verdicts, disclosure, consent, custody, and their notices."""

from __future__ import annotations

from api.web.gettext_marker import N_

ACTION_WORDS: dict[str, dict[str, str]] = {
    "notice": {
        "candidate": N_("A record may be the same person"),
        "please_look": N_(
            "Chance drew a pair: please look at it, so that it is known how often such pairs are"
            " right"
        ),
        "silent_hit": N_("A hidden record of yours matches another"),
        "search_hit": N_("A search met a record of yours"),
        "left_care": N_("A child left care and may come to your state"),
        "countersign": N_("A search waits for your countersignature"),
        "reporter_of_several": N_("One reporter stands on several children"),
        "reporter_under_suspicion": N_("A reporter is under suspicion"),
        "guardian_in_conflict": N_("A guardian has a conflict of interest"),
        "known_elsewhere": N_(
            "Another agency knows a person whom this record names: ask the auditor"
        ),
        "standing_waits": N_("A saved search waits for your countersignature"),
        "standing_hit": N_("A saved search found something"),
        "standing_stopped": N_("A saved search stopped: its report is no longer cleared"),
        "countersign_overdue": N_("A countersignature is overdue"),
        "closure_approved": N_("The other side approved how the report may close"),
        "clearance_asked": N_("A report waits for a second person to clear its reporter"),
        "clearance_lapsed": N_(
            "A report is not verified any more: no second person confirmed its clearance in time"
        ),
        "institution_proposed": N_("An institution that reports waits for a second person"),
        "duty_cover": N_("Somebody covers duty"),
        "assigned": N_("A record was assigned"),
        "transfer_offered": N_("A record is offered to you"),
        "transfer_refused": N_("A transfer was refused"),
        "hand_over": N_("A child found by police is handed over to you"),
        "referral_without_desk": N_(
            "A child found by police has no child-protection desk: telephone the authority of your"
            " state"
        ),
        "match_help": N_(
            "A child was found in a state without a child-protection desk: look whether a record of"
            " yours fits. You do not take the child over"
        ),
        "hand_over_due": N_("A hand-over is due soon"),
        "hand_over_overdue": N_("A hand-over is overdue"),
        "hand_over_escalated": N_("A child found by police was not handed over in time"),
        "consent_ended": N_("A consent has ended"),
        "came_of_age": N_("A found child is of age now"),
        "exported": N_("A record of yours went out in another agency's export"),
        "export_asked": N_("An export waits for a second person"),
        "export_decided": N_("An export was decided"),
        "disclosure": N_("A disclosure request moved"),
        "question": N_("The other side asks verification questions"),
        "answer": N_("A question was answered"),
        "thread": N_("The other desk wrote to you"),
        "verdict": N_("A verdict was given"),
        "review_needed": N_("A decided pair needs a review"),
        "provisional_match": N_(
            "One person found a pair provisionally the same: a second person decides"
        ),
        "tell_guardian": N_(
            "Tell the guardian, or in a conflict of interest the court or youth office"
        ),
        "overdue": N_("A clock has run out"),
        "deadline_passed": N_("A deadline of a record has passed"),
        "other_closed": N_("The other side closed its record"),
        "other_located": N_("The other side closed its record: the person was located"),
        "other_safe": N_("The other side closed its record: the person is safe"),
        "other_reunified": N_("The other side closed its record: the person is with family"),
        "other_adult": N_("The other side closed its record: the person is an adult"),
        "review_ahead": N_("A record is due for review in four months"),
        "review_soon": N_("A record is due for review in two weeks"),
        "review_overdue": N_("The review of a record is overdue"),
        "acting_session": N_("An officer of another state signed in to act for this state"),
        "custody_declared": N_(
            "A desk declared alone that it has a child; your report is open to it for twelve hours"
        ),
        "custody_objected": N_("The desk that looks for the child objected to the declaration"),
        "custody_second_needed": N_(
            "One person declared alone that a child is with you: a second person must confirm it"
        ),
        "custody_lapsed": N_(
            "A declaration that a child is with you was not confirmed in time and has ended"
        ),
        "vital_second_needed": N_(
            "One approver released in danger: a second one must approve within four hours"
        ),
        "vital_lapsed": N_(
            "A release in danger was not approved by a second person in time and has ended"
        ),
        "sealed_message": N_("A sealed message came about a record: read it within an hour"),
        "sealed_message_reminder": N_("A sealed message is still unread: read it now"),
        "hit_request": N_("Somebody who searched asks for contact or disclosure"),
        "hit_request_decided": N_("Your request after a search was answered"),
        "relay_asked": N_("A relay desk asked for your desk's number"),
    },
    "clock": {
        "first_look": N_("First look at a strong pair"),
        "best_interests": N_("Best-interests decision after locating"),
        "answer": N_("Answer to a request"),
        "vital_review": N_("Second look at what was disclosed in danger"),
        "read_message": N_("Read a sealed message"),
        "answer_hit": N_("Answer a request after a search"),
        "police_report": N_("Report to the police"),
        "risk_assessment": N_("Risk assessment"),
        "photo": N_("Photograph"),
        "phone": N_("Telephone number of the person"),
        "clothing": N_("Clothing"),
        "sis_entry": N_("SIS entry confirmed"),
        "guardian": N_("Guardian appointed"),
        "likely_states": N_("States the person may go to"),
        "siblings": N_("Siblings"),
        "case_conference": N_("Case conference"),
        "review_72_hours": N_("Review after 72 hours"),
        "yellow_notice": N_("Interpol Yellow Notice"),
        "siena": N_("Message to Europol (SIENA)"),
        "review_7_days": N_("Review after 7 days"),
        "review_30_days": N_("Review after 30 days"),
        "review_90_days": N_("Review after 90 days"),
        "repeat_conference": N_("Case conference: missing for the third time in 90 days"),
        "return_interview": N_("Return interview"),
        "adulthood_plan": N_("Plan for the time after the 18th birthday"),
    },
    "deadline_end": {
        "fact": N_("Done: the record holds it"),
        "act": N_("Done"),
        "not_possible": N_("Not possible, or decided against"),
        "lapsed": N_("The search ended first"),
    },
    "side": {
        "report": N_("The agency that looks for the person"),
        "child": N_("The agency that has the child"),
        "record": N_("The agency of the record"),
    },
    "story_outcome": {
        "open": N_("Not located"),
        "located": N_("Located"),
        "safe": N_("Safe"),
        "returned": N_("Returned"),
        "reunified": N_("Reunited with family"),
    },
    "closure": {
        "reunified": N_("Reunited with family"),
        "traced_by_police": N_("Found by the police"),
        "joined_family_informally": N_("With family, without a procedure"),
        "transferred_under_asylum_rules": N_("Transferred under asylum rules"),
        "returned_to_origin": N_("Returned to the country of origin"),
        "detained": N_("In detention"),
        "adult_established": N_("Established to be an adult"),
        "care_elsewhere": N_("Cared for elsewhere"),
        "located_no_contact_wished": N_("Located, no contact wished"),
        "turned_18": N_("Came of age"),
        "deceased": N_("Deceased"),
        "duplicate": N_("Duplicate"),
        "transferred": N_("Transferred"),
        "withdrawn": N_("Withdrawn"),
        "unsolved_archived": N_("Unsolved, archived"),
    },
    "outcome": {
        "same": N_("One person"),
        "different": N_("Different people"),
        "cannot_tell": N_("Cannot tell yet"),
        "provisionally_same": N_("Provisionally one person"),
    },
    "review_cause": {
        "none": N_("No review is needed."),
        "evidence_changed": N_("The evidence changed since your side reviewed the pair."),
        "link_broken": N_("Another confirmed pair of the same group was undone."),
        "undo_proposed": N_("It was proposed to undo this decision."),
        "decision_restored": N_("An earlier version opened this decision again. It was restored."),
    },
    "reason": {
        "document": N_("A document"),
        "biometric_by_authority": N_("Fingerprints or face, compared by an authority"),
        "verification_passed": N_("The answers fit"),
        "relative_confirmed": N_("A relative confirmed it"),
        "unique_mark_and_identity": N_("A mark nobody else has, and the identity"),
        "both_located_elsewhere": N_("Both are at different places"),
        "age_impossible": N_("The ages cannot be"),
        "sex_documented": N_("The sex stands in documents"),
        "relatives_differ": N_("The relatives differ"),
        "verification_failed": N_("The answers do not fit"),
        "sibling_or_namesake": N_("A sibling or a namesake"),
        "too_little": N_("Too little is known"),
        "conflict": N_("Facts contradict each other"),
        "awaiting_answer": N_("An answer is awaited"),
        "needs_photo_or_biometric": N_("A photograph or fingerprints are needed"),
        "child_not_ready": N_("The child is not ready"),
        "no_second_person": N_("No second person can be reached now"),
        "child_in_danger": N_("The child may be in danger now"),
    },
    "undo": {
        "new_evidence": N_("New evidence"),
        "entered_by_mistake": N_("Entered by mistake"),
        "identity_disproved": N_("The identity was disproved"),
        "link_broken": N_("Another link broke"),
    },
    "scope": {
        "match_abroad": N_("Being matched abroad"),
        "identity": N_("Identity"),
        "photo": N_("Photograph and looks"),
        "place": N_("Place"),
        "contact": N_("Contact"),
        "statistics": N_("Statistics"),
    },
    "urgency": {
        "ordinary": N_("Ordinary: 15 days"),
        "priority": N_("Priority: 24 hours"),
        "urgent": N_("Urgent: one hour"),
    },
    "path": {
        "ordinary": N_("Ordinary"),
        "vital_interest": N_("Vital interest"),
    },
    "imminent": {
        "life": N_("Life"),
        "serious_harm": N_("Serious harm"),
        "trafficking": N_("Trafficking"),
        "abduction": N_("Abduction"),
        "forced_marriage": N_("Forced marriage"),
        "medical_emergency": N_("Medical emergency"),
        "self_harm": N_("Self-harm"),
    },
    "disclosure": {
        "requested": N_("Asked"),
        "owner_review": N_("Being looked at"),
        "consent_check": N_("Consent to be checked"),
        "consent_sought": N_("Consent is being asked"),
        "consent_given": N_("Consent given"),
        "consent_refused": N_("Consent refused"),
        "risk_check": N_("Risk looked at"),
        "approved_once": N_("Approved once"),
        "approved_twice": N_("Approved twice"),
        "released": N_("Released"),
        "acknowledged": N_("Read"),
        "closed": N_("Closed"),
        "withdrawn": N_("Withdrawn"),
        "revoked": N_("Revoked"),
        "expired": N_("Expired"),
        "with_the_owner": N_("With the owner"),
        "not_released": N_("Not released"),
        "ended": N_("Ended"),
    },
    "act": {
        "review": N_("Take it up"),
        "check_consent": N_("Check consent"),
        "seek_consent": N_("Ask for consent"),
        "consent_given": N_("Consent is given"),
        "consent_refused": N_("Consent is refused"),
        "check_risk": N_("Look at the risk"),
        "call_back": N_("I called the asking side back"),
        "call_police": N_("I called our own police"),
        "approve": N_("Approve"),
        "release": N_("Release"),
        "approve_after": N_("Approve as the second person"),
        "acknowledge": N_("I have read it"),
        "tell_guardian": N_("The guardian was told"),
        "review_after": N_("Looked at afterwards"),
        "close": N_("Close"),
        "withdraw": N_("Withdraw the request"),
        "revoke": N_("Revoke"),
    },
    "told": {
        "guardian": N_("The guardian was told"),
        "court": N_("The court was told instead of the guardian"),
        "youth_office": N_("The youth office was told instead of the guardian"),
    },
    "why_ended": {
        "too_much_asked": N_("More was asked than the purpose needs"),
        "not_explained": N_("It is not clear what it is needed for"),
        "another_reader": N_("Somebody else should be the one who reads it"),
        "reporter_not_proven": N_("Who reported the person is not verified yet"),
        "not_the_same_person": N_("It is not the same person"),
        "agreed_otherwise": N_("The desks agreed on another way"),
        "no_consent": N_("The person or the guardian does not consent"),
        "not_permitted_now": N_("Consent, age or risk do not permit it now"),
        "danger": N_("It could put the person in danger"),
        "not_in_best_interests": N_("It is not in the child's best interests"),
        "kept_back": N_("Another reason, which stays with us"),
        "no_longer_needed": N_("It is no longer needed"),
        "learned_otherwise": N_("It was learned in another way"),
        "asked_by_mistake": N_("It was asked by mistake"),
    },
    "episode": {
        "left_care": N_("Left care"),
        "located": N_("Located"),
        "safe": N_("Safe"),
        "returned": N_("Returned"),
        "reunified": N_("Reunited with family"),
        "transferred": N_("Transferred"),
        "closed": N_("Closed"),
        "reopened": N_("Opened again"),
    },
    "authority": {
        "court": N_("A court"),
        "youth_office": N_("A youth office"),
        "guardianship_authority": N_("A guardianship authority"),
    },
    "giver": {
        "person": N_("The person"),
        "guardian": N_("A guardian"),
        "representative": N_("An appointed representative"),
        "emergency": N_("An emergency representative by law"),
    },
    "legal_ground": {
        "statutory_guardianship": N_("Guardianship by law until a court decides"),
        "provisional_care": N_("Taken into provisional care by the youth office"),
        "interim_order": N_("Interim order of a court"),
    },
    "giver_is": {
        "reporter": N_("Who reported the child"),
        "companion": N_("Who travelled with the child"),
        "suspects_relative": N_("A relative of a suspect"),
        "asker": N_("Who asks for disclosure"),
    },
    "child_view": {
        "yes": N_("Yes"),
        "no": N_("No"),
        "unable": N_("Could not be heard"),
    },
    "consent": {
        "draft": N_("Draft"),
        "witnessed": N_("Witnessed"),
        "active": N_("In force"),
        "withdrawn": N_("Withdrawn"),
        "expired": N_("Expired"),
        "superseded": N_("Replaced"),
        "aged_out": N_("Ended with childhood"),
    },
    "consent_act": {
        "witness": N_("Witness it"),
        "start_spoken": N_("Start by word of mouth, for 72 hours"),
        "activate": N_("Put it in force"),
    },
    "right": {
        "access": N_("To know what is held"),
        "rectify": N_("To have it put right"),
        "restrict": N_("To have it restricted"),
        "object": N_("To object"),
        "erase": N_("To have it erased"),
    },
    "right_state": {
        "proposed": N_("Waiting for the second check"),
        "approved": N_("Carried out"),
        "refused": N_("Refused"),
    },
    "refusal": {
        "identity_not_proven": N_("Identity is not proven"),
        "manifestly_unfounded": N_("Manifestly unfounded"),
        "legal_claims": N_("Needed for legal claims"),
        "vital_interests_of_the_child": N_("Vital interests of the child"),
        "rights_of_others": N_("Rights of others"),
        "compelling_grounds": N_("Compelling grounds"),
        "ongoing_investigation": N_("An investigation goes on"),
    },
    "photo_reason": {
        "first": N_("The first one"),
        "better": N_("A better one"),
        "wrong_person": N_("The last was of somebody else"),
        "withdrawn": N_("The person took it back"),
    },
    "alert": {
        "query_burst": N_("Many searches that hardly differ"),
        "value_series": N_("One person tried many values of one fact"),
        "granted_by_server": N_("The server's command gave access without a second person"),
        "not_countersigned": N_("A search was not countersigned in time"),
        "canary_seen": N_("Somebody looked at a record that nobody should find"),
        "reporter_of_several": N_("One reporter stands on several children"),
        "reporter_under_suspicion": N_("A reporter is under suspicion"),
        "guardian_in_conflict": N_("A guardian has a conflict of interest"),
        "known_elsewhere": N_(
            "A person whom this record names is a reporter or guardian at another agency"
        ),
        "vital_interest": N_("The vital-interest path was used"),
        "custody_declared": N_("One person declared alone that a child is there"),
        "custody_objected": N_("A declaration that a child is there was objected to"),
        "custody_lapsed": N_("A declaration that a child is there was not confirmed in time"),
        "vital_not_approved": N_("A release in danger was not approved by a second person in time"),
        "relay_desk": N_("The relay desk was chosen or ended"),
        "no_child_protection": N_("A child waits in a state without child protection"),
        "sealed_message_left": N_("A sealed message was left for an unknown holder"),
        "sealed_message_unread": N_("A sealed message was not read within an hour"),
        "much_is_due": N_("Time ends unusually many records at once: is the server's clock right?"),
    },
    "hit_request_kind": {
        "contact": N_("Contact with the owner"),
        "disclosure": N_("Disclosure of facts"),
    },
    "hit_request": {
        "asked": N_("Waits for an answer"),
        "accepted": N_("Accepted"),
        "refused": N_("Refused"),
        "withdrawn": N_("Withdrawn"),
        "expired": N_("Ended without an answer"),
        "ended": N_("Ended"),
    },
    "hit_refusal": {
        "too_little_said": N_("The request does not state enough"),
        "purpose_does_not_fit": N_("The purpose does not permit it"),
        "no_legal_basis": N_("The legal basis does not permit it"),
        "person_refuses": N_("The person does not want it"),
        "danger": N_("It would be a danger"),
        "another_person": N_("It is another person"),
        "other": N_("Another reason"),
    },
    "hit_next_step": {
        "call_desk": N_("Next step: telephone the desk. The owner expects your call."),
        "register_report": N_(
            "Next step: register your own report. When both sides have confirmed the pair, ask for"
            " the disclosure there."
        ),
        "confirm_pair": N_(
            "Next step: confirm the pair of your report with the other side, then ask for the"
            " disclosure there."
        ),
    },
    "danger": {
        "family": N_("The family, or a part of it, is a danger"),
        "trafficker": N_("A trafficker or controller looks for the person"),
        "reporter": N_("The one who reported the person missing is a danger"),
        "official": N_("A person of an authority is a danger"),
        "removal": N_("The person may be taken away soon"),
        "self_harm": N_("The person may harm themselves"),
        "health": N_("The person needs medical help soon"),
        "other": N_("Another danger"),
    },
    "relay_reason": {
        "possible_link": N_("Possible link"),
        "danger": N_("Possible danger"),
        "request": N_("Question or request"),
    },
    "proof": {
        "nothing": N_("It is not confirmed that the child is there."),
        "declared": N_("One person declared alone that the child is there."),
        "confirmed": N_("It is confirmed that the child is there."),
    },
    "custody_way": {
        "colleague": N_("I saw the child or spoke with those who care for the child"),
        "photo": N_("The photograph that a colleague attached shows the child in our care"),
        "care": N_("The child is back in care, as a colleague wrote"),
        "police": N_("Police of this state confirm that the child is there"),
        "state_desk": N_("The contact desk of this state confirms that the child is there"),
        "hand_over": N_("The record was taken over from another agency"),
    },
    "custody_ending": {
        "mistake": N_("It was a mistake"),
        "child_gone": N_("The child is not with us any more"),
        "other_child": N_("It is another child than the record says"),
    },
    "declared": {
        "open": N_("Missing reports are open to this side."),
        "waiting": N_(
            "Missing reports are closed again. The telephone call and a second person may still"
            " follow."
        ),
        "complete": N_("The telephone call and a second person confirmed it."),
        "withdrawn": N_("It was withdrawn."),
        "objected": N_("The desk that looks for the child objected. It has ended."),
        "lapsed": N_("It was not confirmed in time. It has ended."),
    },
    "custody_step": {
        "call_back": N_(
            "Next: telephone the other side by its number in the directory, then write it down"
            " here."
        ),
        "confirm": N_("Next: confirm that the child is there. You did not register this record."),
        "second_person": N_("Next: a second person confirms that the child is there."),
        "second_person_or_declare": N_(
            "Next: a second person confirms that the child is there. At night, alone on duty,"
            " declare it."
        ),
        "object": N_(
            "Next: telephone that side by its number in the directory. If something is wrong,"
            " object."
        ),
    },
    "withheld": {
        "evidence": N_(
            "The report stays closed: fewer than two kinds of facts agree. It opens when a second"
            " person confirms that the child is with you."
        ),
        "custody": N_(
            "Relatives and telephone numbers stay closed. Relatives open when a second person"
            " confirms that the child is with you."
        ),
        "verdict": N_(
            "Telephone numbers stay closed until both sides confirmed the pair. Until then the"
            " other desk telephones the family."
        ),
        "sharing": N_("The owner of the report shares no more. Ask its desk."),
    },
}
