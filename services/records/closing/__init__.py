"""The deadlines of an open record, and the facts and sentences with which it is closed."""
