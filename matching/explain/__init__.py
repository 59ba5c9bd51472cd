"""Evidence in words: which values were compared, and how many bits each comparison gives.

explanation       an explanation as a value, and as a line of text
formatting        a person's values as text
remarks           remarks on compared values: codes with a number, and their English text
decisive_values   the values of two people that decided, found with the kernel
names             a name comparison part by part
births            two births
attributes        every other attribute

Use `matching.explain.sentences`. Words are made when they are read and never stored.
"""
