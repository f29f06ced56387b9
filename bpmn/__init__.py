"""Diagrams and tokens. Knows BPMN; has never heard of law, databases or paper."""
