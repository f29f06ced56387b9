"""Playing the `examples/` of a matter: a real office in memory, a fixed clock, real papers, and what must come out.

A jurist can write an example; the same play runs for a designer (`sealflow matter test`) and for pytest. `stage` is
where examples are played, `script` reads one, `scene` plays it, `services` and `systems` let others fail and answer as
it says, `expectations` compares what came out.
"""

from engine.rehearsal.expectations import NotAsExpected
from engine.rehearsal.scene import FAULT, Played, Scene, examples, play
from engine.rehearsal.script import ExampleRefused, Script, read_script
from engine.rehearsal.stage import InPlace, OfficeMaker, Stage

__all__ = [
    "FAULT",
    "ExampleRefused",
    "InPlace",
    "NotAsExpected",
    "OfficeMaker",
    "Played",
    "Scene",
    "Script",
    "Stage",
    "examples",
    "play",
    "read_script",
]
