"""Policy tables of a case: reporter check, consent, custody, indicators, contacts and episodes."""
