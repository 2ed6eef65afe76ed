"""What publishing remembers: alerts, proposals and the register.

`alerts`, how they ended (`endings`) and whom they are for since (`corrections`); what is proposed (`drafts`)
and to whom it goes (`audiences`), by our own copy of the `register`.
"""
