"""Contains all the data models used in inputs/outputs"""

from .access_decision_in import AccessDecisionIn
from .access_decision_out import AccessDecisionOut
from .access_request_created import AccessRequestCreated
from .access_request_list import AccessRequestList
from .access_reset_in import AccessResetIn
from .account_list import AccountList
from .account_view import AccountView
from .acting_session import ActingSession
from .acting_session_list import ActingSessionList
from .acting_state_end_in import ActingStateEndIn
from .acting_state_in import ActingStateIn
from .action_out import ActionOut
from .agency_in import AgencyIn
from .agency_in_kind import AgencyInKind
from .agency_list import AgencyList
from .agency_view import AgencyView
from .alert_out import AlertOut
from .alert_page import AlertPage
from .anchor_failure import AnchorFailure
from .anchor_out import AnchorOut
from .answer_in import AnswerIn
from .appointment_in import AppointmentIn
from .assigned_out import AssignedOut
from .assignee_list import AssigneeList
from .assignee_out import AssigneeOut
from .assignment_in import AssignmentIn
from .audit_event_out import AuditEventOut
from .audit_event_page import AuditEventPage
from .audit_finding_out import AuditFindingOut
from .audit_verification_out import AuditVerificationOut
from .batch_in import BatchIn
from .batch_in_mapping import BatchInMapping
from .batch_out import BatchOut
from .batch_row_out import BatchRowOut
from .best_interests_in import BestInterestsIn
from .best_interests_list import BestInterestsList
from .best_interests_out import BestInterestsOut
from .birth_out import BirthOut
from .call_back_desk import CallBackDesk
from .call_back_in import CallBackIn
from .callable_desk import CallableDesk
from .case_number_examples_out import CaseNumberExamplesOut
from .case_number_patterns_in import CaseNumberPatternsIn
from .case_number_patterns_out import CaseNumberPatternsOut
from .case_number_patterns_out_examples import CaseNumberPatternsOutExamples
from .case_number_patterns_out_patterns import CaseNumberPatternsOutPatterns
from .caseload_out import CaseloadOut
from .caseload_row_out import CaseloadRowOut
from .cell_out import CellOut
from .clearance_decision_in import ClearanceDecisionIn
from .clearance_request_list import ClearanceRequestList
from .clearance_request_out import ClearanceRequestOut
from .closing_in import ClosingIn
from .closure_in import ClosureIn
from .closure_lacking_out import ClosureLackingOut
from .closure_list import ClosureList
from .closure_out import ClosureOut
from .compared_values_out import ComparedValuesOut
from .confirmed_link import ConfirmedLink
from .consent_entry import ConsentEntry
from .consent_in import ConsentIn
from .consent_list import ConsentList
from .consent_out import ConsentOut
from .consent_out_paper import ConsentOutPaper
from .consent_state_out import ConsentStateOut
from .consent_step_in import ConsentStepIn
from .consent_step_in_act import ConsentStepInAct
from .consent_text_audience import ConsentTextAudience
from .consent_text_list import ConsentTextList
from .consent_text_out import ConsentTextOut
from .consent_wording_out import ConsentWordingOut
from .created_out import CreatedOut
from .cube_list import CubeList
from .cube_out import CubeOut
from .current_step_out import CurrentStepOut
from .current_user_out import CurrentUserOut
from .custody_confirmation_in import CustodyConfirmationIn
from .custody_declared_out import CustodyDeclaredOut
from .custody_proof import CustodyProof
from .custody_view import CustodyView
from .custody_withdrawal_in import CustodyWithdrawalIn
from .danger_code import DangerCode
from .data_request_decision_in import DataRequestDecisionIn
from .data_request_in import DataRequestIn
from .data_request_in_changes import DataRequestInChanges
from .data_request_in_requester import DataRequestInRequester
from .data_request_line import DataRequestLine
from .data_request_list import DataRequestList
from .data_request_out import DataRequestOut
from .data_request_out_changes import DataRequestOutChanges
from .data_right import DataRight
from .days_out import DaysOut
from .deadline_end import DeadlineEnd
from .deadline_list import DeadlineList
from .deadline_out import DeadlineOut
from .declaration_state import DeclarationState
from .declaration_view import DeclarationView
from .definition_out import DefinitionOut
from .deputy_in import DeputyIn
from .deputy_list import DeputyList
from .deputy_view import DeputyView
from .desk_phone_in import DeskPhoneIn
from .directory_out import DirectoryOut
from .disclosure_entry import DisclosureEntry
from .disclosure_in import DisclosureIn
from .disclosure_in_path import DisclosureInPath
from .disclosure_in_urgency import DisclosureInUrgency
from .disclosure_out import DisclosureOut
from .disclosure_page import DisclosurePage
from .disclosure_step_in import DisclosureStepIn
from .disclosure_step_in_act import DisclosureStepInAct
from .document_out import DocumentOut
from .done_step_out import DoneStepOut
from .download_report_form import DownloadReportForm
from .draft_in import DraftIn
from .draft_out import DraftOut
from .draft_saved_out import DraftSavedOut
from .dry_run_in import DryRunIn
from .dry_run_in_mapping import DryRunInMapping
from .dry_run_result import DryRunResult
from .duty_cover_list import DutyCoverList
from .duty_cover_started_out import DutyCoverStartedOut
from .duty_cover_view import DutyCoverView
from .enrolment_in import EnrolmentIn
from .enrolment_started import EnrolmentStarted
from .episode_created_out import EpisodeCreatedOut
from .episode_out import EpisodeOut
from .episode_out_said import EpisodeOutSaid
from .export_decision_in import ExportDecisionIn
from .export_in import ExportIn
from .export_in_format import ExportInFormat
from .export_list import ExportList
from .export_request_out import ExportRequestOut
from .export_summary import ExportSummary
from .exported_access_out import ExportedAccessOut
from .exported_fact_out import ExportedFactOut
from .fact_out import FactOut
from .facts import Facts
from .failed_job import FailedJob
from .failed_job_list import FailedJobList
from .field_preview_in import FieldPreviewIn
from .field_preview_out import FieldPreviewOut
from .field_problem import FieldProblem
from .figure_change import FigureChange
from .fill_form_form import FillFormForm
from .form_line_out import FormLineOut
from .form_line_out_facts import FormLineOutFacts
from .form_section_out import FormSectionOut
from .grant_line import GrantLine
from .grant_list import GrantList
from .grant_out import GrantOut
from .grant_out_facts import GrantOutFacts
from .group_contradiction import GroupContradiction
from .group_out import GroupOut
from .guardian_created_out import GuardianCreatedOut
from .guardian_in import GuardianIn
from .guardian_list import GuardianList
from .guardian_out import GuardianOut
from .hand_over_in import HandOverIn
from .health_out import HealthOut
from .hit_decision_in import HitDecisionIn
from .hit_request_in import HitRequestIn
from .hit_request_kind import HitRequestKind
from .hit_request_list import HitRequestList
from .hit_request_out import HitRequestOut
from .import_list import ImportList
from .import_out import ImportOut
from .import_plan_in import ImportPlanIn
from .import_plan_in_mapping import ImportPlanInMapping
from .indicator_finding_in import IndicatorFindingIn
from .indicator_summary_out import IndicatorSummaryOut
from .indicator_summary_out_groups import IndicatorSummaryOutGroups
from .indicators_in import IndicatorsIn
from .institution_created_out import InstitutionCreatedOut
from .institution_in import InstitutionIn
from .institution_list import InstitutionList
from .institution_out import InstitutionOut
from .invitation_in import InvitationIn
from .invitation_out import InvitationOut
from .key_status import KeyStatus
from .leaving_care_result import LeavingCareResult
from .left_care_in import LeftCareIn
from .left_message_list import LeftMessageList
from .left_message_out import LeftMessageOut
from .likely_reason import LikelyReason
from .link_kind import LinkKind
from .link_view import LinkView
from .list_pairs_state import ListPairsState
from .list_records_status import ListRecordsStatus
from .listed_cube_out import ListedCubeOut
from .listed_desk import ListedDesk
from .message_entry import MessageEntry
from .message_in import MessageIn
from .message_left_out import MessageLeftOut
from .missing_desk_status import MissingDeskStatus
from .next_pair_out import NextPairOut
from .next_steps_out import NextStepsOut
from .notice_out import NoticeOut
from .notice_page import NoticePage
from .one_time_link_in import OneTimeLinkIn
from .opened_message_out import OpenedMessageOut
from .opened_search_out import OpenedSearchOut
from .opened_search_out_facts import OpenedSearchOutFacts
from .own_counts_out import OwnCountsOut
from .own_search_in import OwnSearchIn
from .own_search_in_status import OwnSearchInStatus
from .own_search_out import OwnSearchOut
from .own_table_out import OwnTableOut
from .owner_contact_in import OwnerContactIn
from .owner_contact_in_reason import OwnerContactInReason
from .owner_desk import OwnerDesk
from .pair_contact import PairContact
from .pair_lock_out import PairLockOut
from .pair_out import PairOut
from .pair_page import PairPage
from .passkey_answer_in import PasskeyAnswerIn
from .passkey_answer_in_credential import PasskeyAnswerInCredential
from .passkey_challenge_view import PasskeyChallengeView
from .passkey_challenge_view_options import PasskeyChallengeViewOptions
from .passkey_in import PasskeyIn
from .passkey_in_credential import PasskeyInCredential
from .passkey_list import PasskeyList
from .passkey_sign_in_in import PasskeySignInIn
from .passkey_sign_in_in_credential import PasskeySignInInCredential
from .passkey_view import PasskeyView
from .past_search_out import PastSearchOut
from .past_search_page import PastSearchPage
from .pending_access_request import PendingAccessRequest
from .pending_search_list import PendingSearchList
from .pending_search_out import PendingSearchOut
from .personal_data_out import PersonalDataOut
from .phone_out import PhoneOut
from .printed_form_out import PrintedFormOut
from .problem import Problem
from .problem_passkey_type_0 import ProblemPasskeyType0
from .provenance_in import ProvenanceIn
from .provider_code_in import ProviderCodeIn
from .provider_redirect_out import ProviderRedirectOut
from .query import Query
from .question_list import QuestionList
from .question_numbers_out import QuestionNumbersOut
from .question_view import QuestionView
from .questions_in import QuestionsIn
from .queue_status import QueueStatus
from .reason_in import ReasonIn
from .reason_out import ReasonOut
from .reauthentication_in import ReauthenticationIn
from .received_message_list import ReceivedMessageList
from .received_message_out import ReceivedMessageOut
from .receiving_agency import ReceivingAgency
from .receiving_agency_list import ReceivingAgencyList
from .record_access_list import RecordAccessList
from .record_access_out import RecordAccessOut
from .record_created_out import RecordCreatedOut
from .record_deadline_list import RecordDeadlineList
from .record_deadline_out import RecordDeadlineOut
from .record_in import RecordIn
from .record_in_provenance import RecordInProvenance
from .record_kind import RecordKind
from .record_line import RecordLine
from .record_list import RecordList
from .record_out import RecordOut
from .record_out_facts import RecordOutFacts
from .record_page import RecordPage
from .record_patch import RecordPatch
from .record_patch_provenance import RecordPatchProvenance
from .recorded_end_in import RecordedEndIn
from .recovery_codes_out import RecoveryCodesOut
from .refusal_reason_out import RefusalReasonOut
from .relay_desk_in import RelayDeskIn
from .relay_desk_out import RelayDeskOut
from .remark_out import RemarkOut
from .report_changes import ReportChanges
from .report_in import ReportIn
from .report_list import ReportList
from .report_run_view import ReportRunView
from .reporter_in import ReporterIn
from .reporter_out import ReporterOut
from .retention_review_in import RetentionReviewIn
from .retry_in import RetryIn
from .retry_out import RetryOut
from .return_in import ReturnIn
from .review_cause import ReviewCause
from .review_out import ReviewOut
from .review_outcome import ReviewOutcome
from .review_result import ReviewResult
from .review_state import ReviewState
from .risk_assessment_in import RiskAssessmentIn
from .risk_assessment_list import RiskAssessmentList
from .risk_assessment_out import RiskAssessmentOut
from .role import Role
from .row_desks import RowDesks
from .row_note import RowNote
from .row_note_list import RowNoteList
from .run_in import RunIn
from .run_in_kind import RunInKind
from .run_list import RunList
from .run_progress import RunProgress
from .sample_approval_out import SampleApprovalOut
from .sample_in import SampleIn
from .sample_out import SampleOut
from .sampled_search import SampledSearch
from .sampled_search_facts import SampledSearchFacts
from .sampled_search_list import SampledSearchList
from .saved_search_created_out import SavedSearchCreatedOut
from .saved_search_in import SavedSearchIn
from .saved_search_list import SavedSearchList
from .saved_search_out import SavedSearchOut
from .schedule_status import ScheduleStatus
from .sealed_message_in import SealedMessageIn
from .search_in import SearchIn
from .search_out import SearchOut
from .search_result_out import SearchResultOut
from .search_state import SearchState
from .service_in import ServiceIn
from .service_out import ServiceOut
from .share import Share
from .sign_in_in import SignInIn
from .state_to_call import StateToCall
from .step_in import StepIn
from .story_out import StoryOut
from .system_status_out import SystemStatusOut
from .thread_message_view import ThreadMessageView
from .thread_view import ThreadView
from .transfer_acceptance_in import TransferAcceptanceIn
from .transfer_created_out import TransferCreatedOut
from .transfer_in import TransferIn
from .transfer_out import TransferOut
from .transfer_page import TransferPage
from .transferred_record_out import TransferredRecordOut
from .turn_out import TurnOut
from .unassignment_in import UnassignmentIn
from .unit_in import UnitIn
from .upload_result import UploadResult
from .upload_result_suggested import UploadResultSuggested
from .user_identity_in import UserIdentityIn
from .value_part_out import ValuePartOut
from .verdict_in import VerdictIn
from .verdict_in_outcome import VerdictInOutcome
from .verdict_out import VerdictOut
from .verdict_undo_in import VerdictUndoIn
from .warning_out import WarningOut
from .weighed_option import WeighedOption
from .weighed_option_in import WeighedOptionIn

__all__ = (
    "AccessDecisionIn",
    "AccessDecisionOut",
    "AccessRequestCreated",
    "AccessRequestList",
    "AccessResetIn",
    "AccountList",
    "AccountView",
    "ActingSession",
    "ActingSessionList",
    "ActingStateEndIn",
    "ActingStateIn",
    "ActionOut",
    "AgencyIn",
    "AgencyInKind",
    "AgencyList",
    "AgencyView",
    "AlertOut",
    "AlertPage",
    "AnchorFailure",
    "AnchorOut",
    "AnswerIn",
    "AppointmentIn",
    "AssignedOut",
    "AssigneeList",
    "AssigneeOut",
    "AssignmentIn",
    "AuditEventOut",
    "AuditEventPage",
    "AuditFindingOut",
    "AuditVerificationOut",
    "BatchIn",
    "BatchInMapping",
    "BatchOut",
    "BatchRowOut",
    "BestInterestsIn",
    "BestInterestsList",
    "BestInterestsOut",
    "BirthOut",
    "CallableDesk",
    "CallBackDesk",
    "CallBackIn",
    "CaseloadOut",
    "CaseloadRowOut",
    "CaseNumberExamplesOut",
    "CaseNumberPatternsIn",
    "CaseNumberPatternsOut",
    "CaseNumberPatternsOutExamples",
    "CaseNumberPatternsOutPatterns",
    "CellOut",
    "ClearanceDecisionIn",
    "ClearanceRequestList",
    "ClearanceRequestOut",
    "ClosingIn",
    "ClosureIn",
    "ClosureLackingOut",
    "ClosureList",
    "ClosureOut",
    "ComparedValuesOut",
    "ConfirmedLink",
    "ConsentEntry",
    "ConsentIn",
    "ConsentList",
    "ConsentOut",
    "ConsentOutPaper",
    "ConsentStateOut",
    "ConsentStepIn",
    "ConsentStepInAct",
    "ConsentTextAudience",
    "ConsentTextList",
    "ConsentTextOut",
    "ConsentWordingOut",
    "CreatedOut",
    "CubeList",
    "CubeOut",
    "CurrentStepOut",
    "CurrentUserOut",
    "CustodyConfirmationIn",
    "CustodyDeclaredOut",
    "CustodyProof",
    "CustodyView",
    "CustodyWithdrawalIn",
    "DangerCode",
    "DataRequestDecisionIn",
    "DataRequestIn",
    "DataRequestInChanges",
    "DataRequestInRequester",
    "DataRequestLine",
    "DataRequestList",
    "DataRequestOut",
    "DataRequestOutChanges",
    "DataRight",
    "DaysOut",
    "DeadlineEnd",
    "DeadlineList",
    "DeadlineOut",
    "DeclarationState",
    "DeclarationView",
    "DefinitionOut",
    "DeputyIn",
    "DeputyList",
    "DeputyView",
    "DeskPhoneIn",
    "DirectoryOut",
    "DisclosureEntry",
    "DisclosureIn",
    "DisclosureInPath",
    "DisclosureInUrgency",
    "DisclosureOut",
    "DisclosurePage",
    "DisclosureStepIn",
    "DisclosureStepInAct",
    "DocumentOut",
    "DoneStepOut",
    "DownloadReportForm",
    "DraftIn",
    "DraftOut",
    "DraftSavedOut",
    "DryRunIn",
    "DryRunInMapping",
    "DryRunResult",
    "DutyCoverList",
    "DutyCoverStartedOut",
    "DutyCoverView",
    "EnrolmentIn",
    "EnrolmentStarted",
    "EpisodeCreatedOut",
    "EpisodeOut",
    "EpisodeOutSaid",
    "ExportDecisionIn",
    "ExportedAccessOut",
    "ExportedFactOut",
    "ExportIn",
    "ExportInFormat",
    "ExportList",
    "ExportRequestOut",
    "ExportSummary",
    "FactOut",
    "Facts",
    "FailedJob",
    "FailedJobList",
    "FieldPreviewIn",
    "FieldPreviewOut",
    "FieldProblem",
    "FigureChange",
    "FillFormForm",
    "FormLineOut",
    "FormLineOutFacts",
    "FormSectionOut",
    "GrantLine",
    "GrantList",
    "GrantOut",
    "GrantOutFacts",
    "GroupContradiction",
    "GroupOut",
    "GuardianCreatedOut",
    "GuardianIn",
    "GuardianList",
    "GuardianOut",
    "HandOverIn",
    "HealthOut",
    "HitDecisionIn",
    "HitRequestIn",
    "HitRequestKind",
    "HitRequestList",
    "HitRequestOut",
    "ImportList",
    "ImportOut",
    "ImportPlanIn",
    "ImportPlanInMapping",
    "IndicatorFindingIn",
    "IndicatorsIn",
    "IndicatorSummaryOut",
    "IndicatorSummaryOutGroups",
    "InstitutionCreatedOut",
    "InstitutionIn",
    "InstitutionList",
    "InstitutionOut",
    "InvitationIn",
    "InvitationOut",
    "KeyStatus",
    "LeavingCareResult",
    "LeftCareIn",
    "LeftMessageList",
    "LeftMessageOut",
    "LikelyReason",
    "LinkKind",
    "LinkView",
    "ListedCubeOut",
    "ListedDesk",
    "ListPairsState",
    "ListRecordsStatus",
    "MessageEntry",
    "MessageIn",
    "MessageLeftOut",
    "MissingDeskStatus",
    "NextPairOut",
    "NextStepsOut",
    "NoticeOut",
    "NoticePage",
    "OneTimeLinkIn",
    "OpenedMessageOut",
    "OpenedSearchOut",
    "OpenedSearchOutFacts",
    "OwnCountsOut",
    "OwnerContactIn",
    "OwnerContactInReason",
    "OwnerDesk",
    "OwnSearchIn",
    "OwnSearchInStatus",
    "OwnSearchOut",
    "OwnTableOut",
    "PairContact",
    "PairLockOut",
    "PairOut",
    "PairPage",
    "PasskeyAnswerIn",
    "PasskeyAnswerInCredential",
    "PasskeyChallengeView",
    "PasskeyChallengeViewOptions",
    "PasskeyIn",
    "PasskeyInCredential",
    "PasskeyList",
    "PasskeySignInIn",
    "PasskeySignInInCredential",
    "PasskeyView",
    "PastSearchOut",
    "PastSearchPage",
    "PendingAccessRequest",
    "PendingSearchList",
    "PendingSearchOut",
    "PersonalDataOut",
    "PhoneOut",
    "PrintedFormOut",
    "Problem",
    "ProblemPasskeyType0",
    "ProvenanceIn",
    "ProviderCodeIn",
    "ProviderRedirectOut",
    "Query",
    "QuestionList",
    "QuestionNumbersOut",
    "QuestionsIn",
    "QuestionView",
    "QueueStatus",
    "ReasonIn",
    "ReasonOut",
    "ReauthenticationIn",
    "ReceivedMessageList",
    "ReceivedMessageOut",
    "ReceivingAgency",
    "ReceivingAgencyList",
    "RecordAccessList",
    "RecordAccessOut",
    "RecordCreatedOut",
    "RecordDeadlineList",
    "RecordDeadlineOut",
    "RecordedEndIn",
    "RecordIn",
    "RecordInProvenance",
    "RecordKind",
    "RecordLine",
    "RecordList",
    "RecordOut",
    "RecordOutFacts",
    "RecordPage",
    "RecordPatch",
    "RecordPatchProvenance",
    "RecoveryCodesOut",
    "RefusalReasonOut",
    "RelayDeskIn",
    "RelayDeskOut",
    "RemarkOut",
    "ReportChanges",
    "ReporterIn",
    "ReporterOut",
    "ReportIn",
    "ReportList",
    "ReportRunView",
    "RetentionReviewIn",
    "RetryIn",
    "RetryOut",
    "ReturnIn",
    "ReviewCause",
    "ReviewOut",
    "ReviewOutcome",
    "ReviewResult",
    "ReviewState",
    "RiskAssessmentIn",
    "RiskAssessmentList",
    "RiskAssessmentOut",
    "Role",
    "RowDesks",
    "RowNote",
    "RowNoteList",
    "RunIn",
    "RunInKind",
    "RunList",
    "RunProgress",
    "SampleApprovalOut",
    "SampledSearch",
    "SampledSearchFacts",
    "SampledSearchList",
    "SampleIn",
    "SampleOut",
    "SavedSearchCreatedOut",
    "SavedSearchIn",
    "SavedSearchList",
    "SavedSearchOut",
    "ScheduleStatus",
    "SealedMessageIn",
    "SearchIn",
    "SearchOut",
    "SearchResultOut",
    "SearchState",
    "ServiceIn",
    "ServiceOut",
    "Share",
    "SignInIn",
    "StateToCall",
    "StepIn",
    "StoryOut",
    "SystemStatusOut",
    "ThreadMessageView",
    "ThreadView",
    "TransferAcceptanceIn",
    "TransferCreatedOut",
    "TransferIn",
    "TransferOut",
    "TransferPage",
    "TransferredRecordOut",
    "TurnOut",
    "UnassignmentIn",
    "UnitIn",
    "UploadResult",
    "UploadResultSuggested",
    "UserIdentityIn",
    "ValuePartOut",
    "VerdictIn",
    "VerdictInOutcome",
    "VerdictOut",
    "VerdictUndoIn",
    "WarningOut",
    "WeighedOption",
    "WeighedOptionIn",
)
