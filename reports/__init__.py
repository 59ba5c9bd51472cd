"""The feasibility report: figures from published counts and benchmarks, and documents from figures.

The package never opens a record. An import contract restricts it to `services.statistics`, which
publishes counts.
"""
