from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

CURATED = {
    "topics": ["alias", "topic", "warningsign", "intervention", "dose", "sideeffect", "caution", "regulation",
               "mechanism", "article"],
    "evidence": ["study", "finding", "adverseevent", "outcome", "trial", "mechanismlink", "assessment", "claim"],
    "taggit": ["tag", "taggeditem"],
}  # fmt: skip
READ = {"topics": ["page", "edition"], "editorial": ["comment", "signoff", "reviewer"]}

GROUPS = {
    "author": {"curate": ("view", "add", "change", "delete"), "do": ["topics.submit_page"]},
    "clinician-reviewer": {"curate": ("view",), "do": ["topics.review_page"]},
    "publisher": {"curate": ("view",), "do": ["topics.publish_page", "editorial.view_auditentry"]},
}


def make_groups(apps, schema_editor):
    """Each group with the least it needs: authors write, reviewers sign, publishers publish."""
    for label in (*CURATED, *READ):
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, may in GROUPS.items():
        names = [f"{app}.{verb}_{model}" for app, models in CURATED.items() for model in models for verb in may["curate"]]
        names += [f"{app}.view_{model}" for app, models in READ.items() for model in models]
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([_permission(Permission, full) for full in names + may["do"]])


def _permission(Permission, full):
    app, codename = full.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0003_audit_trail_is_append_only"),
        ("evidence", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]
