"""Tables of cases: episodes, transfers, reporters, guardians, care, checks, deadlines."""
