"""Tables of cases: episodes, transfers, reporters, guardians, custody, checks, deadlines."""
