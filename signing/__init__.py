"""Paper, keys and seals. Knows PDF and signatures; has never heard of cases."""
