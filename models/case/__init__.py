"""Tables of the child: reporters, guardians, custody, clearance and deadlines."""
