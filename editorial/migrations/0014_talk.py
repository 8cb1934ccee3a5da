import django.db.models.deletion
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

COMMENTS_ARE_KEPT = """
CREATE FUNCTION editorial_comment_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a comment is never deleted' USING ERRCODE = 'restrict_violation';
    ELSIF (to_jsonb(NEW) - '{resolved_by_id,resolved_at}'::text[])
            IS DISTINCT FROM (to_jsonb(OLD) - '{resolved_by_id,resolved_at}'::text[]) THEN
        RAISE EXCEPTION 'what a comment says is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_is_kept BEFORE UPDATE OR DELETE ON editorial_comment
    FOR EACH ROW EXECUTE FUNCTION editorial_comment_is_kept();

CREATE FUNCTION editorial_answer_has_its_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM editorial_comment
        WHERE id = NEW.answer_to_id AND page_id = NEW.page_id AND answer_to_id IS NULL
    ) THEN
        RAISE EXCEPTION 'an answer belongs to a comment on the same page that is no answer itself'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_has_its_question BEFORE INSERT ON editorial_comment
    FOR EACH ROW WHEN (NEW.answer_to_id IS NOT NULL) EXECUTE FUNCTION editorial_answer_has_its_question();
"""
COMMENTS_ARE_NOT_KEPT = """
DROP TRIGGER answer_has_its_question ON editorial_comment;
DROP FUNCTION editorial_answer_has_its_question();
DROP TRIGGER comment_is_kept ON editorial_comment;
DROP FUNCTION editorial_comment_is_kept();
"""

COMMENTERS = "commenter"


def let_people_comment(apps, schema_editor):
    """Authors and reviewers as until now; and a group that reads what reviewers read, comments, and does no more."""
    create_permissions(installed.get_app_config("editorial"), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    commenting = _permission(apps, "add_comment")
    reviewers = Group.objects.get(name="clinician-reviewer")
    commenters, _ = Group.objects.get_or_create(name=COMMENTERS)
    commenters.permissions.set(reviewers.permissions.filter(codename__startswith="view_"))
    for group in (commenters, reviewers, Group.objects.get(name="author")):
        group.permissions.add(commenting)


def let_nobody_comment(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name=COMMENTERS).delete()
    for group in Group.objects.filter(name__in=["author", "clinician-reviewer"]):
        group.permissions.remove(_permission(apps, "add_comment"))


def _permission(apps, codename):
    Permission = apps.get_model("auth", "Permission")
    return Permission.objects.get(content_type__app_label="editorial", codename=codename)


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0011_kept_drafts'),
        ('topics', '0008_review_due'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='comment',
            options={'ordering': ['written_at', 'pk']},
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_action_is_known',
        ),
        migrations.AddField(
            model_name='comment',
            name='answer_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='editorial.comment'),
        ),
        migrations.AddField(
            model_name='comment',
            name='part',
            field=models.CharField(blank=True, help_text='The part of the page that it is about, by its key (editorial/parts.py).', max_length=200),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('edited', 'Edited'), ('submitted', 'Submitted for review'), ('changes-requested', 'Sent back'), ('commented', 'Commented'), ('comment-resolved', 'Resolved a comment'), ('signed-off', 'Signed off'), ('published', 'Published'), ('archived', 'Archived'), ('loaded', 'Loaded from the library'), ('retracted', 'Retraction noted'), ('reassessed', 'Judged again'), ('rated', 'Rated evidence'), ('scheduled', 'Set to be published at a time'), ('unscheduled', 'Planned publication ended'), ('schedule-failed', 'Planned publication failed'), ('unpublished', 'Taken down to be rewritten'), ('claimed', 'Claimed a review'), ('released', 'Released a review'), ('exported', 'Downloaded a list'), ('rolled-back', 'Rolled back'), ('comment-answered', 'Answered a comment'), ('comment-reopened', 'Opened a comment again')], max_length=20),
        ),
        migrations.AlterField(
            model_name='comment',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='topics.page'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='section',
            field=models.CharField(blank=True, help_text='The same in words, as they were when it was written.', max_length=200),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['edited', 'submitted', 'changes-requested', 'commented', 'comment-resolved', 'signed-off', 'published', 'archived', 'loaded', 'retracted', 'reassessed', 'rated', 'scheduled', 'unscheduled', 'schedule-failed', 'unpublished', 'claimed', 'released', 'exported', 'rolled-back', 'comment-answered', 'comment-reopened'])), name='audit_action_is_known'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('answer_to__isnull', True), models.Q(('part', ''), ('resolved_at__isnull', True), ('section', '')), _connector='OR'), name='comment_answer_goes_with_its_question'),
        ),
        migrations.RunSQL(COMMENTS_ARE_KEPT, COMMENTS_ARE_NOT_KEPT),
        migrations.RunPython(let_people_comment, let_nobody_comment),
    ]
