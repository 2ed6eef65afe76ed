"""From the national team's document to an issued alert.

hears    alerts: also those that others put on the topic, so that the desk lists every one; register:
         keys, and sessions that have ended
says     alerts: an alert was issued
keeps    issued alerts and the keys of requests that must not be done twice
shows    the desk of the national team, `/api/v1/alerts`
"""
