"""What developers need and the product does not: set-up, a throw-away PostgreSQL, printing of documents.

Not part of the wheel. Nothing in the product imports this package.
"""
