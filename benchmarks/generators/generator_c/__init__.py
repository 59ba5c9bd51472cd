"""A third synthetic world: unaccompanied minors on the way to Europe, as desks write of them.

`observe` gives the rows; `rates` holds every rate and the one dial. Nothing here knows how rows are
compared.
"""

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.world import observe

__all__ = ["observe", "rates"]
