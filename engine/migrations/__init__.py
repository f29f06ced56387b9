"""How the tables came to be what they are: a number and a sentence each, never edited once merged."""
