import django.db.models.deletion
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_groups_see_tasks(apps, schema_editor):
    create_permissions(installed.get_app_config("editorial"), verbosity=0, using=schema_editor.connection.alias)
    Permission = apps.get_model("auth", "Permission")
    seeing = Permission.objects.get(content_type__app_label="editorial", codename="view_task")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["author", "clinician-reviewer", "publisher"]):
        group.permissions.add(seeing)


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0004_groups'),
        ('evidence', '0001_initial'),
        ('topics', '0002_editions_are_immutable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessment', models.CharField(help_text='By its key on the page.', max_length=120)),
                ('reason', models.TextField()),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.TextField(blank=True, verbose_name='what was decided')),
            ],
            options={
                'ordering': ['opened_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_action_is_known',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('edited', 'Edited'), ('submitted', 'Submitted for review'), ('changes-requested', 'Sent back'), ('commented', 'Commented'), ('comment-resolved', 'Resolved a comment'), ('signed-off', 'Signed off'), ('published', 'Published'), ('archived', 'Archived'), ('loaded', 'Loaded from the library'), ('retracted', 'Retraction noted'), ('reassessed', 'Judged again')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['edited', 'submitted', 'changes-requested', 'commented', 'comment-resolved', 'signed-off', 'published', 'archived', 'loaded', 'retracted', 'reassessed'])), name='audit_action_is_known'),
        ),
        migrations.AddField(
            model_name='task',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='topics.page'),
        ),
        migrations.AddField(
            model_name='task',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.study'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('page', 'assessment', 'study'), name='task_once'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True), ('outcome', '')), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='task_is_done_by_somebody_with_words'),
        ),
        migrations.RunPython(let_groups_see_tasks, migrations.RunPython.noop),
    ]
