import django.db.models.deletion
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

FIXED = {
    "editorial_auditentry": "the audit trail is never emptied",
    "topics_edition": "editions are never deleted",
    "editorial_signoff": "sign-offs are never deleted at once",
    "editorial_rating": "ratings are never deleted at once",
    "editorial_keptdraft": "drafts that were set aside are never deleted",
}

FORBID = """
CREATE FUNCTION editorial_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$;
""" + "\n".join(
    f"CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
    f"EXECUTE FUNCTION editorial_is_never_emptied('{words}');"
    for table, words in FIXED.items()
)
ALLOW = "\n".join(f"DROP TRIGGER is_never_emptied ON {table};" for table in FIXED)
ALLOW += "\nDROP FUNCTION editorial_is_never_emptied();"

MAY = {
    "auth": ["view_user", "add_user", "change_user", "view_group"],
    "editorial": ["view_reviewer", "add_reviewer", "change_reviewer", "view_auditentry"],
}
"""What an administrator does: she lets people in and out, and reads what everybody did. She edits and signs nothing."""


def make_administrators(apps, schema_editor):
    for label in MAY:
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="administrator")
    group.permissions.set(
        Permission.objects.get(content_type__app_label=label, codename=name) for label, names in MAY.items() for name in names
    )


def remove_administrators(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name="administrator").delete()

ACTIONS = [
    ("edited", "Edited"),
    ("submitted", "Submitted for review"),
    ("changes-requested", "Sent back"),
    ("commented", "Commented"),
    ("comment-resolved", "Resolved a comment"),
    ("signed-off", "Signed off"),
    ("published", "Published"),
    ("archived", "Archived"),
    ("loaded", "Loaded from the library"),
    ("retracted", "Retraction noted"),
    ("reassessed", "Judged again"),
    ("rated", "Rated evidence"),
    ("scheduled", "Set to be published at a time"),
    ("unscheduled", "Planned publication ended"),
    ("schedule-failed", "Planned publication failed"),
    ("unpublished", "Taken down to be rewritten"),
    ("claimed", "Claimed a review"),
    ("released", "Released a review"),
    ("exported", "Downloaded a list"),
    ("rolled-back", "Rolled back"),
    ("signed-in", "Signed in"),
    ("signed-out", "Signed out"),
    ("locked-out", "Locked out"),
    ("factor-set", "Set up a second factor"),
    ("factor-removed", "Removed a second factor"),
    ("access-changed", "Changed who may do what"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0011_kept_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveConstraint("auditentry", "audit_action_is_known"),
        migrations.AlterField("auditentry", "action", models.CharField(choices=ACTIONS, max_length=20)),
        migrations.AddConstraint(
            "auditentry",
            models.CheckConstraint(
                condition=models.Q(action__in=[value for value, _ in ACTIONS]), name="audit_action_is_known"
            ),
        ),
        migrations.CreateModel(
            "FailedSignIns",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("count", models.PositiveIntegerField()),
                ("until", models.DateTimeField(db_index=True, help_text="When the count is forgotten.")),
            ],
            {"verbose_name_plural": "failed sign-ins"},
        ),
        migrations.CreateModel(
            "RecoveryCode",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=64)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            {
                "constraints": [
                    models.UniqueConstraint(fields=("user", "code_hash"), name="recovery_code_once"),
                ],
            },
        ),
        migrations.RunSQL(FORBID, ALLOW),
        migrations.RunPython(make_administrators, remove_administrators),
    ]
