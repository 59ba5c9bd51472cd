"""Labels of actions and decisions: match decisions, disclosures, consent, care confirmation,
notifications."""

from __future__ import annotations

from api.web.gettext_marker import N_

ACTION_WORDS: dict[str, dict[str, str]] = {
    "notification": {
        "candidate": N_("A possible match was found"),
        "candidate_digest": N_("New possible matches"),
        "review_request": N_("A match was drawn at random for quality control: please review it"),
        "silent_match": N_("One of your hidden records matches another record"),
        "found_by_search": N_("A search found one of your records"),
        "missing_from_care": N_("A child is missing from care and may come to your state"),
        "missing_from_care_no_contact": N_(
            "A child is missing from care and may come to your state. Do not contact the family"
        ),
        "missing_from_care_desk_asked": N_(
            "The report of a child missing from care waits for a second person: please check it"
        ),
        "missing_from_care_withdrawn": N_(
            "The report of a child missing from care was withdrawn: delete all copies and confirm"
        ),
        "approve_search": N_("A search is waiting for your approval"),
        "missing_from_care_check": N_(
            "The report of a child missing from care needs you as the second person"
        ),
        "reporter_of_several": N_("One reporter is named for several children"),
        "reporter_under_suspicion": N_("A reporter is under suspicion"),
        "guardian_in_conflict": N_("A guardian has a conflict of interest"),
        "known_elsewhere": N_(
            "Another agency knows a person named in this record: ask the auditor"
        ),
        "saved_search_result": N_("A saved search has a new result"),
        "saved_search_stopped": N_("A saved search stopped: its reporter is no longer checked"),
        "closure_approved": N_("The other side approved a closing sentence for the report"),
        "reporter_check_asked": N_("A report is waiting for the reporter check"),
        "institution_proposed": N_("A reporting institution is waiting for approval"),
        "duty_cover": N_("A colleague started duty cover"),
        "assigned": N_("A record was assigned to you"),
        "account_blocked": N_("A supervisor blocked an account of your agency"),
        "records_unassigned": N_(
            "An account was disabled or blocked: some open records have no caseworker now"
        ),
        "transfer_offered": N_("A record is offered to you"),
        "transfer_refused": N_("A transfer was refused"),
        "referral": N_("A child found by police is transferred to you"),
        "referral_without_desk": N_(
            "Your state has no child-protection desk for a child found by police: call the"
            " authority of your state"
        ),
        "match_help": N_(
            "A child was found in a state without a child-protection desk: check whether one of"
            " your records matches. You do not take the child into care"
        ),
        "referral_due": N_("A transfer is due soon"),
        "referral_overdue": N_("A transfer is overdue"),
        "referral_escalated": N_("The transfer of a child found by police is overdue"),
        "consent_ended": N_("A consent has ended"),
        "came_of_age": N_("A found child has turned 18"),
        "exported": N_("One of your records was exported by another agency"),
        "closing_asked": N_("An agency asks to close and to hand over all its records"),
        "agency_taken_over": N_("Your agency took the records of an agency that closed"),
        "export_asked": N_("An export is waiting for approval"),
        "export_decided": N_("An export was decided"),
        "disclosure": N_("A disclosure has a new status"),
        "danger_asked": N_(
            "Danger to life: another desk asks you to act within %(answer_urgent_hours)s h"
        ),
        "danger_answered": N_("Danger to life: the other desk acted on your request"),
        "message": N_("A new line in the messages about a match"),
        "letter_asked": N_("A message of your desk waits for a colleague's approval"),
        "match_decision": N_("A match decision was made"),
        "transfer_accepted": N_("Another agency took over a record of your agency"),
        "review_needed": N_("A decided match needs a review"),
        "provisional_match": N_(
            "One person recorded a match as provisionally the same person: a second person decides"
        ),
        "guardian_to_inform": N_(
            "Inform the guardian, or in a conflict of interest the court or youth office"
        ),
        "overdue": N_("A deadline has passed"),
        "deadline_passed": N_("A deadline of a record has passed"),
        "other_closed": N_("The other side closed its record"),
        "other_located": N_("The other side closed its record: the person has been located"),
        "other_safe": N_("The other side closed its record: the person is safe"),
        "other_reunified": N_("The other side closed its record: the person is with family"),
        "other_adult": N_("The other side closed its record: the person is an adult"),
        "review_ahead": N_("A record is due for review in %(review_first_days)s days"),
        "review_soon": N_("A record is due for review in %(review_last_days)s days"),
        "review_overdue": N_("The review of a record is overdue"),
        "acting_session": N_("An officer of another state signed in to act for this state"),
        "care_declared": N_(
            "A desk declared that it has taken a child into care. It can see your report for"
            " %(declaration_opens_hours)s hours"
        ),
        "care_declaration_objected": N_(
            "The desk that is looking for the child objected to the declaration"
        ),
        "care_second_needed": N_(
            "One person declared that a child is in care at your agency: an approval is needed"
        ),
        "care_declaration_lapsed": N_(
            "Your care declaration was not confirmed in time and has ended"
        ),
        "vital_second_needed": N_(
            "One approver shared information in an emergency: a second one must approve within"
            " %(second_approver_hours)s hours"
        ),
        "vital_lapsed": N_(
            "An emergency sharing was not approved by a second person in time and has ended: read"
            " what was opened"
        ),
        "vital_desk_asked": N_(
            "Danger to life: your desk is asked for the second approval of an emergency sharing"
        ),
        "sealed_message": N_(
            "You have a sealed message about a record: read it within %(message_read_hours)s h"
        ),
        "sealed_message_reminder": N_("A sealed message is still unread: read it now"),
        "hand_match": N_("Your desk and another desk matched two records by hand: read both"),
        "sighting": N_("The person of your report was seen: read it before you call anybody"),
        "sighting_to_police": N_(
            "The person of a report of your state was seen: read it before you call anybody"
        ),
        "link_request": N_("A person who searched asks for contact or information"),
        "link_request_decided": N_("Your request after a search was answered or ended"),
        "relay_asked": N_("A relay desk asked for your desk's number"),
    },
    "deadline": {
        "first_review": N_("First review of a strong match"),
        "best_interests": N_("Best-interests decision after tracing"),
        "answer": N_("Answer to a request"),
        "danger_answer": N_("Danger to life: answer the other desk"),
        "vital_review": N_("Review of an emergency sharing"),
        "read_message": N_("Read a sealed message"),
        "answer_link_request": N_("Answer a request after a search"),
        "deletion": N_("Withdrawn report: delete all copies and confirm it in the notification"),
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
        "review_72_hours": N_("Review after %(risk_review_first_hours)s hours"),
        "yellow_notice": N_("Interpol Yellow Notice"),
        "siena": N_("Message to Europol (SIENA)"),
        "review_7_days": N_("Review after %(risk_review_second_days)s days"),
        "review_30_days": N_("Review after %(risk_review_third_days)s days"),
        "review_90_days": N_("Review after %(risk_review_fourth_days)s days"),
        "supervisor_call": N_(
            "Call the supervisor: the report of a child missing from care is not checked yet"
        ),
        "deletion_call": N_(
            "Withdrawn report: call the desks that have not confirmed the deletion of their copies"
        ),
        "sharing_questions": N_("Questions before other agencies see the child's record"),
        "repeat_conference": N_(
            "Case conference: missing %(repeated_episodes)s times in %(repeated_days)s days"
        ),
        "consultation": N_("Child located: agree on measures with the other desks"),
        "return_interview": N_("Return interview by an independent person"),
        "adulthood_plan": N_("Plan for the time after 18; when done, child rules end at 18"),
    },
    "deadline_end": {
        "fact": N_("Done: entered in the record"),
        "act": N_("Done"),
        "not_possible": N_("Not possible, or decided against"),
        "lapsed": N_("The search ended first"),
    },
    "side": {
        "report": N_("The agency that is looking for the person"),
        "child": N_("The agency that cares for the child"),
        "record": N_("The agency of the record"),
        "receiver": N_("An agency that was sent the report"),
    },
    "story_outcome": {
        "open": N_("Not located"),
        "located": N_("Located"),
        "safe": N_("Safe"),
        "returned": N_("Returned to care"),
        "reunified": N_("Reunited with family"),
    },
    "closure": {
        "reunified": N_("Reunited with family"),
        "located_by_police": N_("Located by the police"),
        "joined_family_informally": N_("With family, without a procedure"),
        "transferred_under_asylum_rules": N_("Transferred under asylum rules"),
        "returned_to_origin": N_("Returned to the country of origin"),
        "detained": N_("In detention"),
        "adult_established": N_("Established to be an adult"),
        "care_elsewhere": N_("Cared for elsewhere"),
        "located_no_contact_wished": N_("Located, does not want contact"),
        "turned_18": N_("Came of age"),
        "deceased": N_("Deceased"),
        "duplicate": N_("Duplicate"),
        "transferred": N_("Transferred"),
        "withdrawn": N_("Withdrawn"),
        "unsolved_archived": N_("Unsolved, archived"),
    },
    "outcome": {
        "same": N_("Same person"),
        "different": N_("Different people"),
        "cannot_tell": N_("Cannot decide yet"),
        "provisionally_same": N_("Provisionally the same person"),
    },
    "review_cause": {
        "none": N_("No review is needed."),
        "evidence_changed": N_("The evidence changed after your side reviewed the match."),
        "link_broken": N_("Another confirmed match of the same group was undone."),
        "undo_proposed": N_("Undoing this decision was proposed."),
    },
    "reason": {
        "document": N_("A document"),
        "biometric_by_authority": N_("Fingerprints or face, compared by an authority"),
        "verification_passed": N_("The answers match"),
        "relative_confirmed": N_("A relative confirmed it"),
        "unique_mark_and_identity": N_("A unique mark and the identity"),
        "both_located_elsewhere": N_("The two are known to be in different places"),
        "age_impossible": N_("The ages are impossible"),
        "sex_documented": N_("The sex is stated in documents"),
        "relatives_differ": N_("The relatives differ"),
        "verification_failed": N_("The answers do not match"),
        "sibling_or_namesake": N_("A sibling or a namesake"),
        "too_little": N_("Not enough details"),
        "conflict": N_("Details contradict each other"),
        "awaiting_answer": N_("Waiting for an answer"),
        "needs_photo_or_biometric": N_("A photograph or fingerprints are needed"),
        "child_not_ready": N_("The child is not ready"),
        "no_second_person": N_("No second person is available now"),
        "child_in_danger": N_("The child may be in danger now"),
    },
    "undo": {
        "new_evidence": N_("New evidence"),
        "entered_by_mistake": N_("Entered by mistake"),
        "identity_disproved": N_("The identity was disproved"),
        "link_broken": N_("Another match of the group was undone"),
    },
    "scope": {
        "match_abroad": N_("Comparison abroad"),
        "identity": N_("Identity"),
        "photo": N_("Photograph and appearance"),
        "place": N_("Place"),
        "contact": N_("Contact"),
        "statistics": N_("Statistics"),
    },
    "urgency": {
        "ordinary": N_("Ordinary: %(answer_ordinary_days)s days"),
        "priority": N_("Priority: %(answer_priority_hours)s hours"),
        "urgent": N_("Urgent: %(answer_urgent_hours)s h"),
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
        "requested": N_("Requested"),
        "under_review": N_("Under review"),
        "consent_check": N_("Consent to be checked"),
        "consent_sought": N_("Consent is being asked"),
        "consent_given": N_("Consent given"),
        "consent_refused": N_("Consent refused"),
        "risk_check": N_("Risk checked"),
        "approved_once": N_("Approved once"),
        "approved_twice": N_("Approved twice"),
        "released": N_("Shared"),
        "acknowledged": N_("Read"),
        "closed": N_("Closed"),
        "withdrawn": N_("Withdrawn"),
        "revoked": N_("Revoked"),
        "expired": N_("Expired"),
        "with_the_responsible_agency": N_("With the responsible agency"),
        "not_released": N_("Not shared"),
        "ended": N_("Ended"),
    },
    "act": {
        "review": N_("Accept for review"),
        "check_consent": N_("Check consent"),
        "seek_consent": N_("Ask for consent"),
        "consent_given": N_("Consent is given"),
        "consent_refused": N_("Consent is refused"),
        "check_risk": N_("Check the risk"),
        "call_back": N_("I called the asking side back"),
        "call_police": N_("I called our own police"),
        "approve": N_("Approve"),
        "release": N_("Share the information"),
        "approve_after": N_("Approve afterwards"),
        "acknowledge": N_("I have read the information"),
        "tell_guardian": N_("The guardian was informed"),
        "review_after": N_("Reviewed afterwards"),
        "close": N_("Close"),
        "withdraw": N_("Withdraw the request"),
        "revoke": N_("Revoke"),
    },
    "told": {
        "guardian": N_("The guardian was informed"),
        "court": N_("The court was informed instead of the guardian"),
        "youth_office": N_("The youth office was informed instead of the guardian"),
    },
    "why_ended": {
        "too_much_asked": N_("The request asks for more than the purpose needs"),
        "not_explained": N_("The reason for the request is not clear"),
        "another_reader": N_("Another person should read the information"),
        "reporter_not_proven": N_("The reporter check is not done yet"),
        "not_the_same_person": N_("It is not the same person"),
        "agreed_otherwise": N_("The desks agreed on another way"),
        "no_consent": N_("The person or the guardian does not consent"),
        "not_permitted_now": N_("Consent, age or risk do not permit it now"),
        "danger": N_("It could put the person in danger"),
        "not_in_best_interests": N_("It is not in the child's best interests"),
        "kept_back": N_("Another reason, not shared"),
        "no_longer_needed": N_("It is no longer needed"),
        "learned_otherwise": N_("The information was obtained in another way"),
        "asked_by_mistake": N_("The request was made by mistake"),
    },
    "episode": {
        "missing_from_care": N_("Missing from care"),
        "located": N_("Located"),
        "safe": N_("Safe"),
        "returned": N_("Returned to care"),
        "reunified": N_("Reunited with family"),
        "transferred": N_("Transferred"),
        "closed": N_("Closed"),
        "reopened": N_("Reopened"),
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
    "text_audience": {
        "person": N_("for the person"),
        "guardian": N_("for guardians and representatives"),
    },
    "text_source": {
        "system": N_("The text of this system"),
        "agency": N_("A document of your agency"),
        "spoken": N_("None yet: only spoken"),
    },
    "giver_is": {
        "reporter": N_("Person who reported the child"),
        "companion": N_("Person who travelled with the child"),
        "suspects_relative": N_("A relative of a suspect"),
        "asker": N_("Person or agency asking for information"),
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
        "aged_out": N_("Ended at 18"),
    },
    "consent_act": {
        "explain_orally": N_("Explained orally"),
        "explain_in_writing": N_("Explained in writing"),
        "witness": N_("Witness the consent"),
        "start_spoken": N_("Start with oral consent for %(spoken_consent_hours)s hours"),
        "activate": N_("Activate"),
    },
    "right": {
        "access": N_("Access to the data"),
        "rectify": N_("Correct the data"),
        "restrict": N_("Restrict the use of the data"),
        "object": N_("Object to the use of the data"),
        "erase": N_("Erase the data"),
    },
    "right_state": {
        "proposed": N_("Waiting for approval"),
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
        "ongoing_investigation": N_("An investigation is under way"),
    },
    "photo_reason": {
        "first": N_("First photograph"),
        "better": N_("Better photograph"),
        "wrong_person": N_("The last photograph showed another person"),
        "withdrawn": N_("The person withdrew the photograph"),
    },
    "alert": {
        "query_burst": N_("Many almost identical searches"),
        "value_series": N_("One person tried many values for one detail"),
        "granted_by_server": N_("A server command gave access without an approval"),
        "search_not_approved": N_("A search was not approved in time"),
        "search_approval_refused": N_("A supervisor refused to approve a search"),
        "missing_from_care_unchecked": N_(
            "The report of a child missing from care was not checked in time"
        ),
        "missing_from_care_limit": N_(
            "One person filed several reports of children missing from care within a month"
        ),
        "decoy_seen": N_("Someone opened a decoy record"),
        "reporter_of_several": N_("One reporter is named for several children"),
        "reporter_under_suspicion": N_("A reporter is under suspicion"),
        "guardian_in_conflict": N_("A guardian has a conflict of interest"),
        "known_elsewhere": N_(
            "A person named in this record is a reporter or guardian at another agency"
        ),
        "vital_interest": N_("The vital-interest procedure was used"),
        "care_declared": N_("One person declared that a child is in care"),
        "care_declaration_objected": N_("A care declaration was contested"),
        "care_declaration_lapsed": N_("A care declaration was not confirmed in time"),
        "care_declaration_refused": N_("A colleague refused a care declaration"),
        "vital_unanswered": N_(
            "No second person answered an emergency sharing in %(desk_asked_minutes)s minutes: the"
            " state’s desk is asked"
        ),
        "vital_refused": N_("A second person ended an emergency sharing of one person"),
        "vital_not_approved": N_(
            "An emergency sharing was not approved by a second person in time"
        ),
        "relay_desk": N_("The relay desk was set or removed"),
        "closing_asked": N_("An agency asks to close and to hand over all its records"),
        "relay_asked": N_("A desk asked which agency is responsible for a record"),
        "no_child_protection": N_("A child is waiting in a state without a child-protection desk"),
        "sealed_message_left": N_("A sealed message was left for an unknown agency"),
        "read_budget_used": N_("The software of an agency used up its read budget"),
        "many_records_read": N_("A person opened unusually many records of their own agency"),
        "sealed_message_unread": N_(
            "A sealed message was not read within %(message_read_hours)s h"
        ),
        "many_reviews_due": N_(
            "Unusually many records expire at once: is the server's clock right?"
        ),
        "clock_unconfirmed": N_(
            "The service was not used for days: erasure waits until the server's clock is confirmed"
        ),
        "clock_confirmed": N_("The server's clock was confirmed: erasure continues"),
    },
    "message_kind": {
        "text": N_("Message"),
        "call": N_("Telephone call"),
        "question": N_("Verification question"),
        "answer": N_("Answer to a verification question"),
        "sirene": N_("SIRENE reference"),
        "relay": N_("Call of the relay desk"),
        "request": N_("Request after a search"),
        "sealed": N_("Sealed message"),
        "sighting": N_("Sighting"),
    },
    "they_know": {
        "nothing": N_("They do not know who you are."),
        "state": N_("They know your state and the number of its desk, not your agency."),
        "desk": N_("They know your agency, its state and its number."),
        "not_shown": N_("Assume that they know who you are. You cannot see who they are."),
    },
    "message_state": {
        "needs_answer": N_("Needs an answer from you"),
        "answered": N_("Answered"),
        "sent": N_("Sent"),
        "waits": N_("Waits for a colleague's approval"),
        "not_sent": N_("Not sent"),
        "received": N_("Received"),
        "ended": N_("Ended"),
    },
    "teller": {
        "own_observation": N_("I saw it"),
        "public": N_("A member of the public"),
        "child": N_("The child"),
        "professional": N_("A professional, such as a doctor or teacher"),
        "other": N_("Another person"),
    },
    "sighting_state": {
        "received": N_("Not decided yet"),
        "accepted": N_("Accepted"),
        "rejected": N_("Rejected"),
    },
    "link_request_kind": {
        "contact": N_("Contact with the responsible agency"),
        "disclosure": N_("Sharing of information"),
    },
    "link_request": {
        "asked": N_("Waiting for an answer"),
        "accepted": N_("Accepted"),
        "refused": N_("Refused"),
        "withdrawn": N_("Withdrawn"),
        "expired": N_("Ended without an answer"),
        "ended": N_("Ended"),
    },
    "link_request_refusal": {
        "too_little_said": N_("The request does not give enough details"),
        "purpose_does_not_fit": N_("The purpose does not permit it"),
        "no_legal_basis": N_("The legal basis does not permit it"),
        "person_refuses": N_("The person does not want it"),
        "danger": N_("It would put someone in danger"),
        "another_person": N_("It is another person"),
        "other": N_("Another reason"),
    },
    "link_next_step": {
        "call_desk": N_("Next step: call the desk. The responsible agency expects your call."),
        "register_report": N_(
            "Next step: register your own report. When both sides have confirmed the match,"
            " request the disclosure there."
        ),
        "confirm_match": N_(
            "Next step: confirm the match of your report with the other side. Then request the"
            " disclosure there."
        ),
    },
    "call": {
        "call_back": N_("Call to the asking side"),
        "call_police": N_("Call to the police of the state in charge"),
        "call_other": N_("Call to another number"),
    },
    "relay_outcome": {"reached": N_("Reached"), "missed": N_("Not reached")},
    "relay_call": {
        "for_us_reached": N_(
            "The relay desk telephoned for you and reached the desk of the other record."
        ),
        "for_us_missed": N_(
            "The relay desk telephoned for you and did not reach the desk of the other record."
        ),
        "to_us_reached": N_(
            "The relay desk telephoned the desk of your state for the other side and reached it."
        ),
        "to_us_missed": N_(
            "The relay desk telephoned the desk of your state for the other side and did not reach"
            " it."
        ),
    },
    "danger": {
        "family": N_("The family or part of the family is a danger"),
        "trafficker": N_("An exploiter or trafficker is looking for the person"),
        "reporter": N_("The reporter is a danger"),
        "official": N_("A person who works for an authority is a danger"),
        "removal": N_("The person may be taken away soon"),
        "self_harm": N_("The person may harm themselves"),
        "health": N_("The person needs medical help soon"),
        "other": N_("Another danger"),
    },
    "opening_question": {
        "danger": N_("Which state or person is a danger?"),
        "trafficking": N_("Are there signs of trafficking?"),
        "nationality": N_("Which nationality does the person claim?"),
    },
    # why no other agency sees a record, and the step that changes it
    "unshared": {
        "restricted": N_("Its processing is restricted at the person's request."),
        "sharing_none": N_("Your agency shares it with nobody."),
        "state_default": N_("In your state, records like this one are not shared by default."),
        "no_recipients": N_(
            "No state is ticked that may see it. A state from which the person fled does not count."
        ),
        "reporter_flagged": N_("The report is marked as suspicious."),
        "questions_open": N_("Questions about danger, trafficking and nationality are open."),
        "no_legal_basis": N_("It has no legal basis."),
        "consent_withdrawn": N_("Its legal basis is a consent that was withdrawn."),
        "no_consent": N_(
            "The person may be an adult or a victim of trafficking and has not consented."
        ),
        "no_decision": N_("The decision of an authority is missing."),
        "tracing": N_("A tracing request is never shared. It is still matched."),
    },
    "unshared_step": {
        "restricted": N_("See the data protection requests"),
        "sharing_none": N_("Change the sharing"),
        "state_default": N_("Change the sharing"),
        "no_recipients": N_("Tick the states"),
        "reporter_flagged": N_("See the reporter check"),
        "questions_open": N_("Answer the questions"),
        "no_legal_basis": N_("Enter the legal basis"),
        "consent_withdrawn": N_("Record a new consent"),
        "no_consent": N_("Record a consent"),
        "no_decision": N_("Enter the decision"),
    },
    "audience": {
        "police": N_("police"),
        "protection": N_("child protection and hotlines"),
    },
    "relay_reason": {
        "link": N_("Link"),
        "danger": N_("Possible danger"),
        "request": N_("Question or request"),
    },
    "proof": {
        "nothing": N_("Care is not confirmed."),
        "declared": N_("One person declared that the child is in care. It is not approved yet."),
        "confirmed": N_("Care is confirmed."),
    },
    "care_confirmation_way": {
        "colleague": N_("I saw the child or spoke with the carers"),
        "photo": N_("The photograph added by a colleague shows the child in our care"),
        "care": N_("A colleague recorded that the child is back in care"),
        "police": N_("Police of this state confirm that the child is in care"),
        "state_desk": N_("The contact desk of this state confirms that the child is in care"),
        "hand_over": N_("The record was accepted from another agency"),
    },
    "care_confirmation_ending": {
        "mistake": N_("It was a mistake"),
        "child_gone": N_("The child is no longer with us"),
        "other_child": N_("It is not the child of this record"),
    },
    "declared": {
        "open": N_("This side can see the missing reports."),
        "waiting": N_(
            "This side can no longer see the missing reports. The call and the approval can"
            " still follow."
        ),
        "complete": N_("Confirmed by the telephone call and the approval."),
        "withdrawn": N_("The declaration was withdrawn."),
        "objected": N_(
            "The desk that is looking for the child objected. The declaration has ended."
        ),
        "lapsed": N_("The declaration was not confirmed in time. It has ended."),
    },
    "care_step": {
        "call_back": N_(
            "Next: call the other side using its number in the directory, then record the call"
            " here."
        ),
        "confirm": N_(
            "Next: confirm that the child is in care. You can, as you did not register this record."
        ),
        "second_person": N_("Next: a second person confirms that the child is in care."),
        "second_person_or_declare": N_(
            "Next: a second person confirms that the child is in care. If you are alone on duty at"
            " night, declare it."
        ),
        "object": N_(
            "Next: call that side using its number in the directory. If something is wrong, object."
        ),
    },
    "withheld": {
        "evidence": N_(
            "You cannot see the report yet: fewer than %(match_kinds)s kinds of details match. It"
            " becomes visible when a second person confirms that the child is in care."
        ),
        "care_confirmation": N_(
            "You cannot see relatives and telephone numbers yet. Relatives become visible when"
            " a second person confirms that the child is in care."
        ),
        "match_decision": N_(
            "You cannot see telephone numbers until both sides have confirmed the match. Until"
            " then, the other desk calls the family."
        ),
        "sharing": N_("The responsible agency of the report shares no more. Call its desk."),
    },
}
