"""Blocking keys, and the pairs that share one."""
