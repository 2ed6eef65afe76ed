"""From a draft, by way of a second person, to an issued alert, its later versions and its end.

hears    alerts: also those that others put on the topic, so that the desk lists every one; register:
         organisations and people, to say whom a draft goes to; keys, and sessions that have ended
says     alerts: a version of an alert was issued, its audience was corrected, an alert is at its end;
         heartbeats, by the clock
keeps    drafts with their history and whom they were to go to, versions of alerts, how alerts ended, the
         keys of requests, and a copy of the register
shows    the desk of the national team, `/api/v1/alerts`, `/api/v1/drafts`
"""
