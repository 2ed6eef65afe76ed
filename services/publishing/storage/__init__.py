"""What publishing remembers: alerts, proposals and the register.

`alerts` and how they ended (`endings`), what is proposed (`drafts`) and to whom it goes (`audiences`), by
our own copy of the `register`.
"""
