"""Who has not answered yet, and what each organisation did: the read model of regions, nation, organisations.

hears    everything; when heartbeats do not come through, somebody is alarmed
says     nothing
keeps    every event about an alert and an organisation as it was said, and how the two stand
shows    a region's page, the nation's page, the report of an exercise, an organisation's own page with
         its board report, an evidence file for one alert, `/api/v1/alerts/{reference}/organisations`
"""
