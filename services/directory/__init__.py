"""Who must be told: organisations, regions, people and their roles.

hears    responses: a link is not theirs, or they left the role, or somebody did anything behind theirs;
         deliveries: a mail came back, or was taken, and who must answer
says     register: an organisation, a person or a key as it stands now; sessions that were ended
keeps    organisations, people, doubts about both and about addresses, who changed what,
         imports with what each changed, moves to a successor, on whose word somebody is registered,
         who was asked whether mail reaches them, what shows that a domain is silent, one-time codes,
         sessions, keys of programs
shows    the register to the national team, pages to sign in, of one's sessions and of keys,
         `/api/v1/organisations`, `/api/v1/people`
"""
