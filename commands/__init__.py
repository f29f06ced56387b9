"""What `sealflow` can do, one module per kind of thing it is done to; `cli.py` hangs them under their nouns.

A command reads its words, asks the office and shows the answer: law, SQL and diagrams are known below. It imports what
it asks only when it runs, because `--help` and completion must answer at once.
"""
