"""Evidence in words: what was compared, with which values of either person, and what it is worth.

structure   an explanation as a value, and as a line of text
values      how a value of a person is written
remarks     what is remarked beside them: codes with a number, and their English
deciding    which of two people's values decided, as the kernel itself says
names       a name comparison part by part
births      two births
facts       every other attribute
`matching.explain.explain` is the door. Nothing here is kept: words are made when somebody reads.
"""
