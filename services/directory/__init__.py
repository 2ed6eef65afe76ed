"""Who must be told: organisations, regions, people and their roles.

hears    responses: somebody said that a link is not theirs, or that they left the role
says     register: an organisation or a person as it stands now
keeps    organisations, people, doubts about people, who changed the register, one-time codes for signing in
shows    the register to the national team, the page to sign in, `/api/v1/organisations`, `/api/v1/people`
"""
