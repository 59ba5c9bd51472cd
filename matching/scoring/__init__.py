"""Populations, u-estimation, and the adjustment for siblings."""
