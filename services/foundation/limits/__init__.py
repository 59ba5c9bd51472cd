"""Limits of acts in a time: when the next act is permitted, and the read budget of software."""
