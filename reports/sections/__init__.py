"""The chapters of the report. Each makes its figures, and the blocks that refer to them."""
