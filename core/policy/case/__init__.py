"""Policy tables of a case: reporter check, consent, care confirmation, indicators, contacts and
episodes."""
