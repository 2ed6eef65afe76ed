"""Who gets which version of an alert, and what happened to each mail.

hears    alerts; register: who is there to be told; responses: an answer to mail to whoever asked
says     deliveries: whom an alert is for, and how its mails fared
keeps    the frozen audience and one ledger row for each person, version and kind of mail
shows    `/api/v1/alerts/{reference}/deliveries`, and the same as a page
"""
