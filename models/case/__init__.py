"""Tables of cases: episodes, transfers, reporters, guardians, custody, clearance, deadlines."""
