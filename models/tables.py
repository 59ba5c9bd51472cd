"""Import every table, so that the metadata is always complete."""

from __future__ import annotations

from models.agencies import access, agency, closing, desk, directory, missing_desk, user
from models.base import Base
from models.case import (
    care_confirmation,
    contact,
    deadline,
    episode,
    missing_from_care,
    reporter_check,
    sealed_message,
    sighting,
    transfer,
)
from models.consent import written_consent
from models.data_rights import data_request, retention
from models.disclosure import export, requests_and_grants
from models.imports import import_batch
from models.matching_runs import hand_match, match, match_key
from models.operations import backup_copy, idempotency, job, key_check, step_count, store_version
from models.oversight import alert, approval, audit, decoy, sample
from models.records import (
    draft,
    event_knowledge,
    facts,
    notification,
    photo,
    record,
    record_link,
    tombstone,
)
from models.search import link_request, series, stored_searches
from models.statistics import report, stored_counts

TABLE_MODULES = (
    access,
    agency,
    closing,
    alert,
    approval,
    audit,
    backup_copy,
    decoy,
    reporter_check,
    written_consent,
    contact,
    care_confirmation,
    data_request,
    deadline,
    desk,
    directory,
    requests_and_grants,
    draft,
    episode,
    event_knowledge,
    export,
    facts,
    hand_match,
    link_request,
    idempotency,
    import_batch,
    job,
    key_check,
    missing_from_care,
    match_key,
    missing_desk,
    notification,
    match,
    photo,
    record,
    record_link,
    report,
    retention,
    sample,
    sealed_message,
    stored_searches,
    series,
    sighting,
    stored_counts,
    step_count,
    store_version,
    tombstone,
    transfer,
    user,
)
metadata = Base.metadata
