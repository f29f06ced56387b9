"""A matter: the folder read, cross-checked and frozen under its fingerprint.

`model` is what a matter is; `folder` its files; `reader` makes the one from the other; `paths` plays every path of the
diagram against the table of legal acts; `checks` meets everything with everything before publication.
"""
