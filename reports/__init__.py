"""The feasibility report: figures made of published counts and of a file of benchmarks, and pages
made of figures.

Never opens a record: it knows `services.statistics`, which publishes counts, and no other table (an
import contract).
"""
