"""Who gets which version of an alert, and what happened to each mail.

hears    alerts; register: who is there to be told; responses and actions: what calls for a mail to somebody,
         and who has answered already; mail servers: which mails came back, and that heartbeats arrived
says     deliveries: whom an alert is for, how its mails fared, which addresses are no good, and which
         heartbeats arrived
keeps    the frozen audience and one ledger row for each person, version, kind of mail and occasion;
         the queue of what is still to be sent;
         who has answered what, and who was chased about it
shows    `/api/v1/alerts/{reference}/deliveries`, and the same as a page; hears `/api/v1/bounces`
"""
