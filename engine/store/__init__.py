"""The only SQL: tables, and every question asked of them.

`tables` says what is kept; `database` opens SQLite or PostgreSQL and gives units of work; `questions` holds one
function per question. Knows no law and no BPMN: rows in, rows out.
"""
