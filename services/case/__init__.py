"""The child behind a record: reporters, guardians, custody, risks, deadlines and episodes."""
