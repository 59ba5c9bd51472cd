"""The checks of `homeward doctor`.

A check only reads: counts, ages, versions and file modes, never a record. It reports each problem
with a remedy.
"""
