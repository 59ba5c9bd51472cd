"""Tables of the case: episodes, transfers, reporters, guardians, custody, clearance, deadlines."""
