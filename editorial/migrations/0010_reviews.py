from datetime import timedelta

import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

GROUPS = ["author", "clinician-reviewer", "publisher"]
DAYS = 14


def open_for_pages_in_review(apps, schema_editor):
    """Pages that wait for review already were asked about by whoever submitted them last."""
    AuditEntry = apps.get_model("editorial", "AuditEntry")
    Review = apps.get_model("editorial", "Review")
    for page in apps.get_model("topics", "Page").objects.filter(status="in-review"):
        asked = AuditEntry.objects.filter(page=page, action="submitted", by__isnull=False).order_by("at").last()
        if asked:
            due = django.utils.timezone.localdate(asked.at) + timedelta(days=DAYS)
            Review.objects.create(page=page, asked_by=asked.by, asked_at=asked.at, note=asked.note, due_on=due)


def let_all_staff_see_them(apps, schema_editor):
    create_permissions(installed.get_app_config("editorial"), verbosity=0, using=schema_editor.connection.alias)
    for group, permission in _granted(apps):
        group.permissions.add(permission)


def let_nobody_see_them(apps, schema_editor):
    for group, permission in _granted(apps):
        group.permissions.remove(permission)


def _granted(apps):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    permission = Permission.objects.get(content_type__app_label="editorial", codename="view_review")
    for name in GROUPS:
        yield Group.objects.get(name=name), permission


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0009_schedules'),
        ('topics', '0008_review_due'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.TextField(blank=True, verbose_name='note for the reviewer')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('signed-off', 'Signed off'), ('sent-back', 'Sent back'), ('edited', 'Ended by an edit'), ('published', 'Published anew meanwhile'), ('archived', 'Taken down')], max_length=12)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_action_is_known',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('edited', 'Edited'), ('submitted', 'Submitted for review'), ('changes-requested', 'Sent back'), ('commented', 'Commented'), ('comment-resolved', 'Resolved a comment'), ('signed-off', 'Signed off'), ('published', 'Published'), ('archived', 'Archived'), ('loaded', 'Loaded from the library'), ('retracted', 'Retraction noted'), ('reassessed', 'Judged again'), ('rated', 'Rated evidence'), ('scheduled', 'Set to be published at a time'), ('unscheduled', 'Planned publication ended'), ('schedule-failed', 'Planned publication failed'), ('unpublished', 'Taken down to be rewritten'), ('claimed', 'Claimed a review'), ('released', 'Released a review'), ('exported', 'Downloaded a list')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['edited', 'submitted', 'changes-requested', 'commented', 'comment-resolved', 'signed-off', 'published', 'archived', 'loaded', 'retracted', 'reassessed', 'rated', 'scheduled', 'unscheduled', 'schedule-failed', 'unpublished', 'claimed', 'released', 'exported'])), name='audit_action_is_known'),
        ),
        migrations.AddField(
            model_name='review',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='claimed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='topics.page'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('page',), name='review_open_once_a_page'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', True), ('claimed_by__isnull', True)), models.Q(('claimed_at__isnull', False), ('claimed_by__isnull', False)), _connector='OR'), name='review_is_claimed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', '')), models.Q(('ended_at__isnull', False), ('outcome__in', ['signed-off', 'sent-back', 'edited', 'published', 'archived'])), _connector='OR'), name='review_ends_with_an_outcome'),
        ),
        migrations.RunPython(open_for_pages_in_review, migrations.RunPython.noop),
        migrations.RunPython(let_all_staff_see_them, let_nobody_see_them),
    ]
