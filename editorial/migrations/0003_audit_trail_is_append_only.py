from django.db import migrations

FORBID = """
CREATE FUNCTION editorial_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON editorial_auditentry
    FOR EACH ROW EXECUTE FUNCTION editorial_audit_is_append_only();
"""
ALLOW = """
DROP TRIGGER audit_is_append_only ON editorial_auditentry;
DROP FUNCTION editorial_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("editorial", "0002_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
