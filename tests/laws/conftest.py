"""How the laws are tried: as often as Hypothesis does by itself, without a time limit for one example."""

from hypothesis import settings

settings.register_profile("laws", deadline=None)
settings.load_profile("laws")
