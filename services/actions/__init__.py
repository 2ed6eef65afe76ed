"""What each organisation did about each numbered action.

hears    alerts, register, deliveries: which organisations have to act; responses: who has acknowledged
says     actions: an action was recorded, an organisation got further
keeps    each organisation's answer to each action, with everything it was before
shows    the actions behind a person's own link
"""
