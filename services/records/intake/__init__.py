"""An intake row that becomes a record: checks, preparation, match keys and drafts."""
