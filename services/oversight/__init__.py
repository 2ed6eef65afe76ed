"""Who has not answered yet: the read model of regions and nation.

hears    everything
says     nothing
keeps    for each alert and organisation: whether it was delivered, acknowledged, acted on, and when
shows    a region's page, the nation's page, `/api/v1/alerts/{reference}/organisations`
"""
