"""What each organisation did about each numbered action.

hears    alerts, register, deliveries: which organisations have to act; responses: who has acknowledged
says     actions: an action was recorded, given to somebody or taken back, an organisation got further
keeps    each organisation's answer to each action, with everything it was before; who was asked to do it
shows    the actions behind a person's own link, and one action behind the link of whoever was asked
"""
