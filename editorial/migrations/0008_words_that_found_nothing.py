from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["author", "clinician-reviewer", "publisher"]


def let_all_staff_see_them(apps, schema_editor):
    """They say which names pages lack, and nothing about anybody."""
    create_permissions(installed.get_app_config("search"), verbosity=0, using=schema_editor.connection.alias)
    for group, permission in _granted(apps):
        group.permissions.add(permission)


def let_nobody_see_them(apps, schema_editor):
    for group, permission in _granted(apps):
        group.permissions.remove(permission)


def _granted(apps):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    permission = Permission.objects.get(content_type__app_label="search", codename="view_unanswered")
    for name in GROUPS:
        yield Group.objects.get(name=name), permission


class Migration(migrations.Migration):
    dependencies = [("editorial", "0007_glossary"), ("search", "0003_unanswered")]
    operations = [migrations.RunPython(let_all_staff_see_them, let_nobody_see_them)]
