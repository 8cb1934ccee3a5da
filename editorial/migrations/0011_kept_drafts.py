import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORBID = """
CREATE FUNCTION editorial_kept_draft_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a draft that was set aside is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kept_draft_is_fixed BEFORE UPDATE OR DELETE ON editorial_keptdraft
    FOR EACH ROW EXECUTE FUNCTION editorial_kept_draft_is_fixed();
"""
ALLOW = """
DROP TRIGGER kept_draft_is_fixed ON editorial_keptdraft;
DROP FUNCTION editorial_kept_draft_is_fixed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0010_reviews'),
        ('topics', '0008_review_due'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(help_text="The draft as plain data, in the shape of an edition's content.")),
                ('content_hash', models.CharField(help_text='Of the page itself, without what it shares with others.', max_length=64)),
                ('kept_at', models.DateTimeField(auto_now_add=True)),
                ('edited_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-kept_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_action_is_known',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('edited', 'Edited'), ('submitted', 'Submitted for review'), ('changes-requested', 'Sent back'), ('commented', 'Commented'), ('comment-resolved', 'Resolved a comment'), ('signed-off', 'Signed off'), ('published', 'Published'), ('archived', 'Archived'), ('loaded', 'Loaded from the library'), ('retracted', 'Retraction noted'), ('reassessed', 'Judged again'), ('rated', 'Rated evidence'), ('scheduled', 'Set to be published at a time'), ('unscheduled', 'Planned publication ended'), ('schedule-failed', 'Planned publication failed'), ('unpublished', 'Taken down to be rewritten'), ('claimed', 'Claimed a review'), ('released', 'Released a review'), ('exported', 'Downloaded a list'), ('rolled-back', 'Rolled back')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['edited', 'submitted', 'changes-requested', 'commented', 'comment-resolved', 'signed-off', 'published', 'archived', 'loaded', 'retracted', 'reassessed', 'rated', 'scheduled', 'unscheduled', 'schedule-failed', 'unpublished', 'claimed', 'released', 'exported', 'rolled-back'])), name='audit_action_is_known'),
        ),
        migrations.AddField(
            model_name='keptdraft',
            name='edited_by',
            field=models.ForeignKey(help_text='Who had edited it last. Empty: the library.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='keptdraft',
            name='kept_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='keptdraft',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_drafts', to='topics.page'),
        ),
        migrations.AddConstraint(
            model_name='keptdraft',
            constraint=models.UniqueConstraint(fields=('page', 'content_hash'), name='kept_draft_once'),
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
