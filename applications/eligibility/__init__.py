"""
Eligibility of an application: small pure rules over facts, and what a decision rested on.

`facts` are what a rule looks at, `rules` judge them, `rulebook` has their words and sources, `reading` reads
the facts from the books, `checks` brings all of it together, `snapshots` keeps it and judges it again.
"""
