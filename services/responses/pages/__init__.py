"""What people see: `links` behind their own link, `desk` for the national team, `wording` for both."""
