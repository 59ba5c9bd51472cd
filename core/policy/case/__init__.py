"""Policy tables of a case: clearance, consent, custody, indicators, people and the story."""
