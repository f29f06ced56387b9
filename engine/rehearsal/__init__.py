"""Playing the `examples/` of a matter: a real office in memory, a fixed clock, real papers, and what must come out.

A jurist can write an example; the same play runs for a designer (`sealflow matter test`) and for pytest. `stage` is
where examples are played, `scene` plays one, `services` lets a service fail as the example says, `expectations`
compares what came out.
"""

from engine.rehearsal.expectations import NotAsExpected
from engine.rehearsal.scene import ExampleRefused, Played, Scene, examples, play
from engine.rehearsal.stage import OfficeMaker, Stage

__all__ = ["ExampleRefused", "NotAsExpected", "OfficeMaker", "Played", "Scene", "Stage", "examples", "play"]
