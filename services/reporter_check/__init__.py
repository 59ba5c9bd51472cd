"""Reporter check of reports: requests, institutions that report, and authors of an identity."""
