-- How far the one who asks reaches into a record: 0 none, 1 hit, 2 profile, 3 identity, 4 and relatives, 5 and phones, 6 own.
-- The same rules as services.sharing.visibility (view, view_in_pair), told apart only by agency, never by assignment.
-- It reads as homeward_seer, so that the policies that call it do not call themselves.
CREATE OR REPLACE FUNCTION homeward_owns(record_agency bigint, record_state text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF record_agency = nullif(current_setting('homeward.agency', true), '')::bigint THEN
        RETURN true;
    END IF;
    RETURN coalesce(current_setting('homeward.flags', true), '') LIKE '%state_police%'
        AND record_state = current_setting('homeward.state', true)
        AND EXISTS (SELECT FROM agency a WHERE a.id = record_agency AND a.kind = 'police');
END $$;

-- Whether a record is one's own: one look by its key, for the many rows that hang on records.
CREATE OR REPLACE FUNCTION homeward_is_own(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 100 SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    owner bigint;
    place text;
BEGIN
    SELECT agency_id, state INTO owner, place FROM public.record WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    RETURN owner = nullif(current_setting('homeward.agency', true), '')::bigint OR homeward_owns(owner, place);
END $$;

-- Whether one's own agency found a record and another one different: it can undo that.
CREATE OR REPLACE FUNCTION homeward_has_refuted(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pair p JOIN verdict v ON v.pair_id = p.id AND v.id > p.said_after
        WHERE p.low = wanted AND p.state = 'refuted'
            AND v.agency_id = nullif(current_setting('homeward.agency', true), '')::bigint)
        OR EXISTS (SELECT FROM pair p JOIN verdict v ON v.pair_id = p.id AND v.id > p.said_after
        WHERE p.high = wanted AND p.state = 'refuted'
            AND v.agency_id = nullif(current_setting('homeward.agency', true), '')::bigint)
$$;

-- The planner is told what it costs, so that it looks at rows by their keys first.
CREATE OR REPLACE FUNCTION homeward_reach(wanted bigint) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 2000 SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    r public.record%ROWTYPE;  -- an unqualified "record" is the pseudo-type once the row type is looked up again
    my_state text := current_setting('homeward.state', true);
    flags text := coalesce(current_setting('homeward.flags', true), '');
    level integer;
    has_pair boolean := false;
BEGIN
    SELECT * INTO r FROM record WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    IF homeward_owns(r.agency_id, r.state) THEN
        RETURN 6;
    END IF;
    IF r.status = 'erased' OR flags NOT LIKE '%case%' OR coalesce(my_state, '') = '' THEN
        RETURN 0;
    END IF;
    IF r.is_eu_only AND flags NOT LIKE '%participant%' THEN
        RETURN 0;
    END IF;
    IF EXISTS (SELECT FROM record_share s WHERE s.record_id = r.id AND s.view = 0
        AND s.state IN (my_state, current_setting('homeward.home', true))) THEN
        RETURN 0;
    END IF;
    SELECT coalesce(max(s.view), 0) INTO level FROM record_share s
    WHERE s.record_id = r.id AND s.audience = current_setting('homeward.audience', true)
        AND (s.state = my_state
            OR (s.state = '**' AND flags LIKE '%participant%'));
    level := least(level, 3);
    IF r.kind = 'missing' AND r.status = 'open' AND r.sharing <> 'none' AND r.clearance <> 'flagged' THEN
        level := greatest(
            level,
            homeward_pair_reach(r.id, true, r.clearance = 'cleared'),
            homeward_pair_reach(r.id, false, r.clearance = 'cleared'));
    END IF;
    IF level < 1 AND EXISTS (SELECT FROM transfer t WHERE t.record_id = r.id AND t.status = 'offered'
        AND t.to_agency_id = nullif(current_setting('homeward.agency', true), '')::bigint) THEN
        level := 1;
    END IF;
    IF level < 1 AND r.status = 'open' AND homeward_has_refuted(r.id) THEN
        level := 1;
    END IF;
    RETURN level;
END $$;

-- Data flows to where the child is: how far the pairs of a missing report with open, lawful found records of one's own
-- reach into it, by what was proven of the child (core.policy.case.custody.PAIR_VIEWS). A declaration counts by its state;
-- the service holds it to the minute and sets the state.
CREATE OR REPLACE FUNCTION homeward_pair_reach(missing bigint, is_low boolean, is_told boolean) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    level integer;
BEGIN
    IF is_low THEN
        SELECT max(homeward_pair_level(p.state, s.kinds, f.id, is_told)) INTO level
        FROM pair p JOIN score s ON s.id = p.score_id JOIN record f ON f.id = p.high
        WHERE p.low = missing AND p.state <> 'refuted' AND (p.state = 'confirmed' OR s.hit_band >= :possible)
            AND f.kind = 'found' AND f.status = 'open' AND f.has_basis AND homeward_owns(f.agency_id, f.state);
    ELSE
        SELECT max(homeward_pair_level(p.state, s.kinds, f.id, is_told)) INTO level
        FROM pair p JOIN score s ON s.id = p.score_id JOIN record f ON f.id = p.low
        WHERE p.high = missing AND p.state <> 'refuted' AND (p.state = 'confirmed' OR s.hit_band >= :possible)
            AND f.kind = 'found' AND f.status = 'open' AND f.has_basis AND homeward_owns(f.agency_id, f.state);
    END IF;
    RETURN coalesce(level, 0);
END $$;

CREATE OR REPLACE FUNCTION homeward_pair_level(state text, kinds integer, child bigint, is_told boolean) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM custody c WHERE c.record_id = child AND c.ended_at IS NULL) THEN
        RETURN CASE state WHEN 'confirmed' THEN 5 ELSE 4 END;
    END IF;
    IF state = 'confirmed' OR kinds >= :kinds_needed THEN
        RETURN 3;
    END IF;
    IF is_told AND EXISTS (SELECT FROM custody_declaration d WHERE d.record_id = child AND d.state = 'open') THEN
        RETURN 3;
    END IF;
    RETURN 0;
END $$;

-- The pairs of an own report with other agencies' found records that both sides confirmed, unless the found side took that
-- back since: the other end may be hidden by now. Neither an edit that opens such a pair again nor an undo by the side of
-- the report changes anything here (services.records.closures).
CREATE OR REPLACE FUNCTION homeward_hits(wanted bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id FROM pair p JOIN record o ON o.id = CASE WHEN p.low = wanted THEN p.high ELSE p.low END
        JOIN record m ON m.id = wanted
    WHERE (p.low = wanted OR p.high = wanted) AND o.kind = 'found'
        AND o.agency_id <> m.agency_id AND homeward_is_own(wanted)
        AND (p.state = 'confirmed' OR 1 < (
            SELECT count(DISTINCT v.agency_id) FROM verdict v WHERE v.pair_id = p.id
                AND v.step = 'confirm' AND v.outcome = 'same'
                AND NOT EXISTS (SELECT FROM verdict l WHERE l.pair_id = p.id AND l.id > v.id AND l.agency_id = o.agency_id
                    AND (l.step = 'undo' OR (l.step = 'confirm' AND l.outcome = 'different')))))
$$;

-- The end of the trail, which every door needs to chain on to; nothing else of the row.
CREATE OR REPLACE FUNCTION homeward_trail_head() RETURNS TABLE (id bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.id, a.hash FROM audit a ORDER BY a.id DESC LIMIT 1
$$;

-- The trail is kept three years. Whatever the caller believes the time to be, nothing younger by the server's own clock goes,
-- and the newest row stays.
CREATE OR REPLACE FUNCTION homeward_cut_trail(upto bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM audit_record WHERE audit_id IN
        (SELECT a.id FROM audit a WHERE a.id <= upto AND a.at < now() - interval '3 years'
            AND a.id < (SELECT max(b.id) FROM audit b));
    DELETE FROM audit WHERE id <= upto AND at < now() - interval '3 years' AND id < (SELECT max(b.id) FROM audit b);
END $$;

-- When the first record was made, which a verification compares with the first row of the trail; nothing else of it.
CREATE OR REPLACE FUNCTION homeward_first_record() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.created_at FROM record r ORDER BY r.id LIMIT 1
$$;

-- The planner's knowledge of tables that changed by half since it was last gathered: who imports millions may not wait for
-- the server's own upkeep, which may also be off. The tables' owner alone may gather it; nothing comes back.
CREATE OR REPLACE FUNCTION homeward_analyze() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    grown regclass;
BEGIN
    FOR grown IN SELECT c.oid::regclass FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND pg_stat_get_mod_since_analyze(c.oid) > 500 + greatest(c.reltuples, 0) / 2
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s', grown);
    END LOOP;
    PERFORM pg_stat_force_next_flush();  -- what this transaction changes is counted when the next one asks
END $$;
