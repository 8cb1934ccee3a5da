import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

FORBID = """
CREATE FUNCTION editorial_waiver_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
        OR to_jsonb(NEW) - 'ended_at' - 'ended_by_id' <> to_jsonb(OLD) - 'ended_at' - 'ended_by_id'
    THEN
        RAISE EXCEPTION 'a reason is never changed or deleted, only taken back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER waiver_is_kept BEFORE UPDATE OR DELETE ON editorial_waiver
    FOR EACH ROW EXECUTE FUNCTION editorial_waiver_is_kept();
"""
ALLOW = """
DROP TRIGGER waiver_is_kept ON editorial_waiver;
DROP FUNCTION editorial_waiver_is_kept();
"""
GROUPS = ["author", "clinician-reviewer", "publisher"]
READ = ["view_checkrun", "view_waiver"]


def let_all_staff_see_them(apps, schema_editor):
    create_permissions(installed.get_app_config("editorial"), verbosity=0, using=schema_editor.connection.alias)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*_permissions(apps))


def let_nobody_see_them(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*_permissions(apps))


def _permissions(apps):
    return apps.get_model("auth", "Permission").objects.filter(content_type__app_label="editorial", codename__in=READ)


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0012_access'),
        ('topics', '0008_review_due'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_hash', models.CharField(max_length=64)),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('errors', models.PositiveIntegerField()),
                ('warnings', models.PositiveIntegerField(help_text='Those that nobody has given a reason for.')),
                ('reasoned', models.PositiveIntegerField(help_text='Warnings that stand, each for its reason.')),
                ('notes', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'result of checks',
                'verbose_name_plural': 'results of checks',
                'ordering': ['-errors', '-warnings', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(help_text='Of the check, the place and the sentence.', max_length=64)),
                ('check_name', models.CharField(max_length=30, verbose_name='check')),
                ('place', models.CharField(max_length=200)),
                ('sentence', models.TextField(blank=True)),
                ('warning', models.TextField(help_text='What was wrong, in the words of the check.')),
                ('reason', models.TextField()),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'reason for a warning',
                'verbose_name_plural': 'reasons for warnings',
                'ordering': ['-given_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='checkrun',
            name='page',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='check_run', to='topics.page'),
        ),
        migrations.AddField(
            model_name='waiver',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waiver',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waiver',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='topics.page'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('page', 'fingerprint'), name='waiver_in_force_once'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='waiver_gives_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='waiver_is_ended_by_somebody'),
        ),
        migrations.RunSQL(FORBID, ALLOW),
        migrations.RunPython(let_all_staff_see_them, let_nobody_see_them),
    ]
