from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {
    "author": ["view_term"],
    "clinician-reviewer": ["view_term"],
    "publisher": ["view_term", "add_term", "change_term", "delete_term"],
}


def let_publishers_keep_the_glossary(apps, schema_editor):
    """What is saved there stands before readers at once, so it is the publishers' to save. All staff read it."""
    create_permissions(installed.get_app_config("topics"), verbosity=0, using=schema_editor.connection.alias)
    for group, permissions in _granted(apps):
        group.permissions.add(*permissions)


def let_nobody_keep_it(apps, schema_editor):
    for group, permissions in _granted(apps):
        group.permissions.remove(*permissions)


def _granted(apps):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in MAY.items():
        permissions = Permission.objects.filter(content_type__app_label="topics", codename__in=codenames)
        yield Group.objects.get(name=name), list(permissions)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0006_ratings"), ("topics", "0003_glossary")]
    operations = [migrations.RunPython(let_publishers_keep_the_glossary, let_nobody_keep_it)]
