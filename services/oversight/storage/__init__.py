"""The read model: `facts` remembers what was heard, `views` reads it for pages and API."""
