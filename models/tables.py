"""Import every table, so that the metadata is always complete."""

from __future__ import annotations

from models.agencies import access, agency, closing, desk, directory, missing_desk, user
from models.base import Base
from models.case import (
    care_confirmation,
    contact,
    deadline,
    episode,
    leaving_care,
    reporter_check,
    sealed_message,
    sighting,
    transfer,
)
from models.consent import consent
from models.data_rights import data_request, retention
from models.disclosure import disclosure, export
from models.imports import import_batch
from models.matching_runs import hand_match, match_key, pair
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
from models.search import link_request, search, series
from models.statistics import report, statistic

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
    consent,
    contact,
    care_confirmation,
    data_request,
    deadline,
    desk,
    directory,
    disclosure,
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
    leaving_care,
    match_key,
    missing_desk,
    notification,
    pair,
    photo,
    record,
    record_link,
    report,
    retention,
    sample,
    sealed_message,
    search,
    series,
    sighting,
    statistic,
    step_count,
    store_version,
    tombstone,
    transfer,
    user,
)
metadata = Base.metadata
