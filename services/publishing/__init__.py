"""From a draft, by way of a second person, to an issued alert, its later versions and its end.

hears    alerts: also those that others put on the topic, so that the desk lists every one; register:
         keys, and sessions that have ended
says     alerts: a version of an alert was issued, an alert is at its end; heartbeats, by the clock
keeps    drafts with their history, versions of alerts, how alerts ended, and the keys of requests
shows    the desk of the national team, `/api/v1/alerts`, `/api/v1/drafts`
"""
