"""Gazetteer: the possible places of a place text.

fold        a place name in one normal form
gazetteer   names to places, a text to candidates, distances

It is used when a person is packed and when evidence is explained, never in the kernel.
"""
