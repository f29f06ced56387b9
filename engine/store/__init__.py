"""The only SQL: tables, and every question asked of them.

`tables` says what is kept; `database` opens SQLite or PostgreSQL and gives units of work; the others hold one function
per question: `questions` those about cases, each of the rest those that its name says. Knows no law and no BPMN: rows
in, rows out.
"""
