"""The parts of a matter met with each other: names that do not meet, people who cannot do it, what the law wants said
and done in time, and what it forbids on some path.

`everything` asks all of it; `names` knows what must meet, `texts` what papers say, `acts` what must be stated, `people`
who does it, `times` how long it takes. What each finding says is in `engine.matter.rules`.
"""

from engine.matter.checks.everything import Organs, check

__all__ = ["Organs", "check"]
