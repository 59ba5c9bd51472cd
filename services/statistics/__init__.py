"""Statistics: fixed cubes of counts, small cells withheld before they are stored, and an agency's
own exact counts.
"""
