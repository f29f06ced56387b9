"""Cases under law: which act is open, whose task it is, how many days remain.

Joins diagrams and seals; owns the database.
"""
