"""The case of a record: reporters, guardians, custody, risks, deadlines and episodes."""
