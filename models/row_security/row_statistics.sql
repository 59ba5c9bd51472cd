-- Take the numbers of rows and the sizes of tables in the server's catalogue from everybody. Only a superuser may run this, in
-- the database of Homeward. `homeward migrate` runs it if the owner of the tables is one. Members of pg_monitor still read them;
-- the owner of the tables is one of these, because homeward_analyze needs them.
DO $$
DECLARE
    hidden regprocedure;
    shown text;
BEGIN
    FOR hidden IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
        AND (proname LIKE 'pg_stat_get_%' OR proname IN ('pg_relation_size', 'pg_table_size', 'pg_indexes_size',
            'pg_total_relation_size', 'pg_database_size', 'pg_tablespace_size', 'pg_sequence_last_value'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', hidden);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', hidden);
    END LOOP;
    SELECT string_agg(quote_ident(attname), ', ') INTO shown FROM pg_attribute WHERE attrelid = 'pg_class'::regclass
        AND attname NOT IN ('relpages', 'reltuples', 'relallvisible', 'relallfrozen');
    REVOKE SELECT ON pg_class FROM PUBLIC;
    EXECUTE format('GRANT SELECT (%s) ON pg_class TO PUBLIC', shown);
    GRANT SELECT ON pg_class TO pg_monitor;
    EXECUTE format('GRANT pg_monitor TO %s', (SELECT relowner::regrole FROM pg_class WHERE oid = 'public.audit'::regclass));
END $$;
