"""A small server that plays the registers and the bank of other authorities, with invented people: real HTTP on this
machine, for demonstrations and tests. It can be told to be slow, wrong or down."""

from engine.demo_registers.records import Register, read_registers
from engine.demo_registers.server import Mood, RegisterServer

__all__ = ["Mood", "Register", "RegisterServer", "read_registers"]
