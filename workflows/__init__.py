"""Matters as folders of data, and what they share. No Python belongs here."""
