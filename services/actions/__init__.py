"""What each organisation decided about an alert, did about each numbered action, and had signed off.

hears    alerts, register, deliveries: which organisations have to act; responses: who acknowledged and asked
says     actions: a decision, an answer, who was asked to act or to sign and how that ended, how far it is
keeps    every decision and answer with all that was before; who was asked; signatures; answers on CAS
shows    the response and its actions behind a person's own link, one action behind an owner's, and what an
         executive is asked to sign behind theirs
"""
