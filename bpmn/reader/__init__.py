"""A BPMN file, from any editor, to a `Diagram`; nothing is dropped in silence.

`document` opens the XML safely, `processes` goes through what it holds, `nodes` with `events` and `activities` read one
node each, `repairs` puts in what BPMN implies; `vocabulary` and `vendor` say which words are known.
"""

from bpmn.reader.document import MOST_BYTES
from bpmn.reader.processes import draft, read, read_document

__all__ = ["MOST_BYTES", "draft", "read", "read_document"]
