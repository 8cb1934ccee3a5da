from django.db import migrations

FORBID = """
CREATE FUNCTION topics_edition_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an edition is never changed or deleted: publish another one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER edition_is_immutable BEFORE UPDATE OR DELETE ON topics_edition
    FOR EACH ROW EXECUTE FUNCTION topics_edition_is_immutable();
"""
ALLOW = """
DROP TRIGGER edition_is_immutable ON topics_edition;
DROP FUNCTION topics_edition_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("topics", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
