"""Where places are: the text of a place to the places of the shipped gazetteer that it may mean.

fold        a place's name as everybody writes it, to one form
gazetteer   names to places, a text to candidates, distances
Used when a person is packed and when evidence is told, never in the kernel.
"""
