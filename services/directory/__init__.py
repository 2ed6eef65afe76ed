"""Who must be told: organisations, regions, people and their roles.

hears    responses: a link is not theirs, or they left the role; deliveries: a mail came back
says     register: an organisation or a person as it stands now
keeps    organisations, people, doubts about both and about addresses, who changed what, one-time codes
shows    the register to the national team, the page to sign in, `/api/v1/organisations`, `/api/v1/people`
"""
