"""Statistics: fixed cubes of counts with small cells withheld, and exact own counts.

Cells are withheld before they are stored.
"""
