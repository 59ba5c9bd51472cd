"""The chapters of the report: each makes its figures and the texts, tables and charts that name
them.
"""
