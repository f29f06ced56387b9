"""Pages for applicants, clerks, supervisors and whoever holds a paper. Asks the office and shows the answer."""
