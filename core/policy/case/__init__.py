"""Policy tables of a case: clearance, consent, custody, indicators, contacts and episodes."""
