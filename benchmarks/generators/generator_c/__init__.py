"""A third synthetic world: unaccompanied minors travelling to Europe, in the records of desks.

`observe` returns the rows. `rates` has all rates and the noise parameter. The generator knows
nothing about how rows are compared.
"""

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.world import observe

__all__ = ["observe", "rates"]
