#!/bin/sh
# Gives every service's role the password in CASCADE_DATABASE_PASSWORD; psql finds the server by its own PG… variables.
set -eu
for service in publishing directory distribution responses actions oversight; do
    # Read from the environment by psql itself, so that the password never stands in a list of processes or in a log.
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set service="$service" <<'SQL'
\getenv password CASCADE_DATABASE_PASSWORD
SET log_statement = 'none';
ALTER ROLE :"service" PASSWORD :'password';
SQL
done
