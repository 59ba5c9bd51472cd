-- Whether the actor's agency is responsible for a record. State police own every police record of their state. An officer who acts for
-- another state owns none that a bar keeps from the officer's own state.
-- These functions have the same rules as services.sharing.visibility (view, view_in_match), by agency and not by assignment.
-- They run as homeward_seer (SECURITY DEFINER), so that the policies that call them are not applied again inside.
CREATE OR REPLACE FUNCTION homeward_is_responsible(wanted bigint, record_agency bigint, record_state text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    flags text := coalesce(current_setting('homeward.flags', true), '');
    home text := current_setting('homeward.home', true);
BEGIN
    IF record_agency = nullif(current_setting('homeward.agency', true), '')::bigint THEN
        RETURN true;
    END IF;
    RETURN flags LIKE '%state_police%'
        AND record_state = current_setting('homeward.state', true)
        AND EXISTS (SELECT FROM agency a WHERE a.id = record_agency AND a.kind = 'police')
        AND (home = record_state OR NOT EXISTS (SELECT FROM record r WHERE r.id = wanted
            AND (r.is_eu_only AND flags NOT LIKE '%participant%'
                OR EXISTS (SELECT FROM record_share s WHERE s.record_id = r.id AND s.view = 0 AND s.state = home))));
END $$;

-- Whether the actor is responsible for the record with this id. One look-up by the key, for the
-- many rows that belong to records.
CREATE OR REPLACE FUNCTION homeward_is_own(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 100 SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    responsible bigint;
    place text;
BEGIN
    SELECT agency_id, state INTO responsible, place FROM public.record WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    RETURN responsible = nullif(current_setting('homeward.agency', true), '')::bigint OR homeward_is_responsible(wanted, responsible, place);
END $$;

-- Whether the actor's agency gave a decision on a decided match of a record. It must still reach the
-- record, because it may undo this decision.
CREATE OR REPLACE FUNCTION homeward_has_decided(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM match p JOIN match_decision v ON v.match_id = p.id AND v.id > p.undone_up_to
        WHERE p.low = wanted AND p.state IN ('confirmed', 'refuted')
            AND v.agency_id = nullif(current_setting('homeward.agency', true), '')::bigint)
        OR EXISTS (SELECT FROM match p JOIN match_decision v ON v.match_id = p.id AND v.id > p.undone_up_to
        WHERE p.high = wanted AND p.state IN ('confirmed', 'refuted')
            AND v.agency_id = nullif(current_setting('homeward.agency', true), '')::bigint)
$$;

-- The actor's level of access to a record: 0 none, 1 link, 2 profile, 3 identity, 4 also relatives, 5 also telephone numbers,
-- 6 own record. The high COST makes the planner select rows by index before it calls the function.
CREATE OR REPLACE FUNCTION homeward_reach(wanted bigint) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 2000 SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    r public.record%ROWTYPE;  -- an unqualified "record" is the pseudo-type once the row type is looked up again
    my_state text := current_setting('homeward.state', true);
    flags text := coalesce(current_setting('homeward.flags', true), '');
    level integer;
    has_match boolean := false;
BEGIN
    SELECT * INTO r FROM record WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    IF homeward_is_responsible(r.id, r.agency_id, r.state) THEN
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
    IF r.kind = 'missing' AND r.status = 'open' AND r.sharing <> 'none' AND r.reporter_check <> 'flagged' THEN
        level := greatest(
            level,
            homeward_match_reach(r.id, true, r.reporter_check = 'checked'),
            homeward_match_reach(r.id, false, r.reporter_check = 'checked'));
    END IF;
    IF level < 1 AND EXISTS (SELECT FROM transfer t WHERE t.record_id = r.id AND t.status = 'offered'
        AND t.to_agency_id = nullif(current_setting('homeward.agency', true), '')::bigint) THEN
        level := 1;
    END IF;
    IF level < 1 AND homeward_has_decided(r.id) THEN
        level := 1;
    END IF;
    RETURN level;
END $$;

-- Whether class F3 of a record of another agency is hidden from the actor at any level.
CREATE OR REPLACE FUNCTION homeward_hides_appearance(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT homeward_is_own(wanted) AND EXISTS (SELECT FROM record_share s WHERE s.record_id = wanted AND s.hides_appearance
        AND s.state = current_setting('homeward.state', true)
        AND s.audience = current_setting('homeward.audience', true))
$$;

-- The level at which the actor's found records open a missing report, through matches. The found records must be open and have
-- a legal basis. The level depends on what was proven about the child (core.policy.case.care_confirmation.MATCH_VIEWS). A declaration
-- counts while its state is open; the service checks its end to the minute and sets the state.
CREATE OR REPLACE FUNCTION homeward_match_reach(missing bigint, is_low boolean, is_told boolean) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    level integer;
BEGIN
    IF is_low THEN
        SELECT max(homeward_match_level(p.state, s.kinds, f.id, is_told)) INTO level
        FROM match p JOIN score s ON s.id = p.score_id JOIN record f ON f.id = p.high
        WHERE p.low = missing AND p.state <> 'refuted' AND (p.state = 'confirmed' OR s.link_band >= :possible)
            AND f.kind = 'found' AND f.status = 'open' AND f.has_basis AND homeward_is_responsible(f.id, f.agency_id, f.state);
    ELSE
        SELECT max(homeward_match_level(p.state, s.kinds, f.id, is_told)) INTO level
        FROM match p JOIN score s ON s.id = p.score_id JOIN record f ON f.id = p.low
        WHERE p.high = missing AND p.state <> 'refuted' AND (p.state = 'confirmed' OR s.link_band >= :possible)
            AND f.kind = 'found' AND f.status = 'open' AND f.has_basis AND homeward_is_responsible(f.id, f.agency_id, f.state);
    END IF;
    RETURN coalesce(level, 0);
END $$;

-- The level that one match opens: care_confirmation of the child, a confirmed match, enough kinds of evidence, or an open declaration.
CREATE OR REPLACE FUNCTION homeward_match_level(state text, kinds integer, child bigint, is_told boolean) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM care_confirmation c WHERE c.record_id = child AND c.ended_at IS NULL) THEN
        RETURN CASE state WHEN 'confirmed' THEN 5 ELSE 4 END;
    END IF;
    IF state = 'confirmed' OR kinds >= :kinds_needed THEN
        RETURN 3;
    END IF;
    IF is_told AND EXISTS (SELECT FROM care_declaration d WHERE d.record_id = child AND d.state = 'open') THEN
        RETURN 3;
    END IF;
    RETURN 0;
END $$;

-- The matches of the actor's report with found records of other agencies that both sides confirmed, unless the found side
-- undid its decision since. The found record may be hidden by now. An edit that reopens such a match, or an undo by the side
-- of the report, does not remove the match here (services.records.closures).
CREATE OR REPLACE FUNCTION homeward_confirmed_matches(wanted bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id FROM match p JOIN record o ON o.id = CASE WHEN p.low = wanted THEN p.high ELSE p.low END
        JOIN record m ON m.id = wanted
    WHERE (p.low = wanted OR p.high = wanted) AND o.kind = 'found'
        AND o.agency_id <> m.agency_id AND homeward_is_own(wanted)
        AND (p.state = 'confirmed' OR 1 < (
            SELECT count(DISTINCT v.agency_id) FROM match_decision v WHERE v.match_id = p.id
                AND v.step = 'confirm' AND v.outcome = 'same'
                AND NOT EXISTS (SELECT FROM match_decision l WHERE l.match_id = p.id AND l.id > v.id AND l.agency_id = o.agency_id
                    AND (l.step = 'undo' OR (l.step = 'confirm' AND l.outcome = 'different')))))
$$;

-- The id and hash of the newest row of the audit log. Every role needs them to append; no other column is returned.
CREATE OR REPLACE FUNCTION homeward_audit_head() RETURNS TABLE (id bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.id, a.hash FROM audit a ORDER BY a.id DESC LIMIT 1
$$;

-- Delete rows of the audit log up to an id, if they are older than three years by the server's clock. The newest row is kept.
-- The caller's own clock has no influence.
CREATE OR REPLACE FUNCTION homeward_cut_audit_log(upto bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM audit_record WHERE audit_id IN
        (SELECT a.id FROM audit a WHERE a.id <= upto AND a.at < now() - interval '3 years'
            AND a.id < (SELECT max(b.id) FROM audit b));
    DELETE FROM audit WHERE id <= upto AND at < now() - interval '3 years' AND id < (SELECT max(b.id) FROM audit b);
END $$;

-- The creation time of the first record. The verification of the audit log compares it with the log's first row.
CREATE OR REPLACE FUNCTION homeward_first_record() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.created_at FROM record r ORDER BY r.id LIMIT 1
$$;

-- Update the planner's statistics of tables that changed by more than half since the last ANALYZE. An import of millions of
-- rows cannot wait for autovacuum, which may also be off. Only the owner of the tables may run ANALYZE, hence the function.
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
