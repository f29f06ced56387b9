"""One legal act, one transaction: state, tasks, clocks, jobs, answers and entry together or not at all.

Each act reads the case, does everything that can be done outside, and writes in one short transaction that checks the
case's version. Who was faster wins; the other's act is tried again on the case as it now is, and refused when it is no
longer open.
"""
