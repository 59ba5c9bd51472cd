"""What `homeward doctor` looks at. A check reads and changes nothing, and says what is wrong with
the remedy beside it.

Nothing here opens a record: counts, ages, versions and modes only.
"""
