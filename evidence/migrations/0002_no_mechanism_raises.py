from django.db import migrations

# What an assessment's grade rests on spans four tables, so no CHECK can hold it. Constraint triggers can: they run when
# the transaction ends, so that the order of saving does not matter, and whichever of the tables was changed. Each first
# locks the assessment's row, so that two people who each take away half of what it rests on do not both succeed.
#
# The rule, as evidence/grading.py has it in `check_people`:
#   1. A grade needs a finding in people.
#   2. Nothing from animals or the laboratory stands in a body that is rated up.
#   3. Where such a finding stands in the body, a study in people has to be of a kind that starts where the body does.

FORBID = """
CREATE FUNCTION evidence_is_mechanism(design text, directness text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT directness = 'not-human' OR design IN ('animal', 'in-vitro')
$$;

CREATE FUNCTION evidence_design_starts_at(design text) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN design IN ('systematic-review', 'meta-analysis', 'network-meta-analysis',
                        'rct-parallel', 'rct-crossover', 'cluster-rct') THEN 4
        WHEN design IN ('case-series', 'case-report') THEN 1
        ELSE 2
    END::smallint
$$;

CREATE FUNCTION evidence_fault_of(assessment bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    graded record;
    people integer;
    mechanisms integer;
    starts_at smallint;
BEGIN
    SELECT starting_point, large_effect + dose_response + plausible_confounding AS raised
        INTO graded FROM evidence_assessment WHERE id = assessment FOR NO KEY UPDATE;
    IF NOT FOUND OR graded.starting_point = 'no-human-evidence' THEN
        RETURN NULL;
    END IF;
    SELECT count(*) FILTER (WHERE NOT evidence_is_mechanism(s.design, s.directness)),
           count(*) FILTER (WHERE evidence_is_mechanism(s.design, s.directness)),
           max(evidence_design_starts_at(s.design)) FILTER (WHERE NOT evidence_is_mechanism(s.design, s.directness))
        INTO people, mechanisms, starts_at
        FROM evidence_assessment_findings r
        JOIN evidence_finding f ON f.id = r.finding_id
        JOIN evidence_study s ON s.id = f.study_id
        WHERE r.assessment_id = assessment;
    IF people = 0 THEN
        RETURN 'a grade needs a finding in people';
    ELSIF mechanisms > 0 AND graded.raised > 0 THEN
        RETURN 'what animals or the laboratory showed does not raise a grade';
    ELSIF mechanisms > 0 AND starts_at < (CASE graded.starting_point
            WHEN 'randomised' THEN 4 WHEN 'non-randomised' THEN 2 ELSE 1 END) THEN
        RETURN 'what animals or the laboratory showed does not lift where a grade starts';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION evidence_hold_to_people(assessment bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    fault text := evidence_fault_of(assessment);
BEGIN
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'assessment_rests_on_people',
            TABLE = 'evidence_assessment',
            DETAIL = (SELECT p.slug || '/' || a.key FROM evidence_assessment a
                      JOIN topics_page p ON p.id = a.intervention_id WHERE a.id = assessment);
    END IF;
END $$;

CREATE FUNCTION evidence_assessment_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM evidence_hold_to_people(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION evidence_support_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        PERFORM evidence_hold_to_people(OLD.assessment_id);
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM evidence_hold_to_people(NEW.assessment_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION evidence_finding_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM evidence_hold_to_people(id) FROM (
        SELECT DISTINCT assessment_id AS id FROM evidence_assessment_findings WHERE finding_id = NEW.id ORDER BY 1
    ) AS resting;
    RETURN NULL;
END $$;

CREATE FUNCTION evidence_study_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM evidence_hold_to_people(id) FROM (
        SELECT DISTINCT r.assessment_id AS id FROM evidence_assessment_findings r
        JOIN evidence_finding f ON f.id = r.finding_id WHERE f.study_id = NEW.id ORDER BY 1
    ) AS resting;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER assessment_rests_on_people
    AFTER INSERT OR UPDATE OF starting_point, large_effect, dose_response, plausible_confounding ON evidence_assessment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION evidence_assessment_changed();
CREATE CONSTRAINT TRIGGER support_rests_on_people
    AFTER INSERT OR UPDATE OR DELETE ON evidence_assessment_findings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION evidence_support_changed();
CREATE CONSTRAINT TRIGGER finding_rests_on_people
    AFTER UPDATE OF study_id ON evidence_finding
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.study_id <> NEW.study_id) EXECUTE FUNCTION evidence_finding_moved();
CREATE CONSTRAINT TRIGGER study_rests_on_people
    AFTER UPDATE OF design, directness ON evidence_study
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.design <> NEW.design OR OLD.directness <> NEW.directness) EXECUTE FUNCTION evidence_study_changed();
"""
ALLOW = """
DROP TRIGGER study_rests_on_people ON evidence_study;
DROP TRIGGER finding_rests_on_people ON evidence_finding;
DROP TRIGGER support_rests_on_people ON evidence_assessment_findings;
DROP TRIGGER assessment_rests_on_people ON evidence_assessment;
DROP FUNCTION evidence_study_changed();
DROP FUNCTION evidence_finding_moved();
DROP FUNCTION evidence_support_changed();
DROP FUNCTION evidence_assessment_changed();
DROP FUNCTION evidence_hold_to_people(bigint);
DROP FUNCTION evidence_fault_of(bigint);
DROP FUNCTION evidence_design_starts_at(text);
DROP FUNCTION evidence_is_mechanism(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
