"""Which of the boundaries at which a process can die are tried: all by `make crash`, an eighth by `make test`."""

from __future__ import annotations

import os

PARTS = 8
"""A part is every eighth boundary, from the first, the second … on."""
TRIED = range(1, PARTS + 1) if "CRASH_KILLS" in os.environ else (2,)
"""Where the parts that are tried begin."""
