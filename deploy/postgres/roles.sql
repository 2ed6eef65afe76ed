-- One role and one schema for each service: the wall between them.
-- Run as a superuser in the product's own database, once and after each upgrade; running it again changes nothing.
-- Passwords are set afterwards, by whoever keeps them:  ALTER ROLE publishing PASSWORD '…';
DO $$
DECLARE
    service text;
BEGIN
    FOREACH service IN ARRAY ARRAY['publishing', 'directory', 'distribution', 'responses', 'actions', 'oversight'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', service);
        END IF;
        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, service);
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), service);
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
END
$$;
