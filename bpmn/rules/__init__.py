"""Is this diagram fit to run? What can be told about one diagram before a case is opened, and without running it.

The rules themselves are the table `bpmn.catalogue.RULES`; reading breaches some of them, the modules of this folder
look for the rest: `steps` at one node or flow at a time, `paths` at the ways through a process. `checking` asks all of
them, `apart` does so behind a wall.
"""

from bpmn.rules.apart import STOPPED, check_apart
from bpmn.rules.checking import CheckResult, check, check_file

__all__ = ["STOPPED", "CheckResult", "check", "check_apart", "check_file"]
