"""A matter: the folder read, cross-checked and frozen under its fingerprint.

`model` is what a matter is; `folder` its files; `reader` makes the one from the other. `paths` plays every path of the
diagram with the `outcomes` of its steps against the table of legal acts, `hours` adds the clocks. `checks` meets
everything with everything before publication, by the table of `rules`; `facts` is what a text may use.
"""
