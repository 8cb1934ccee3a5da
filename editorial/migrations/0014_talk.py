import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
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

SIGN_OFFS_ARE_FIXED = """
CREATE FUNCTION editorial_sign_off_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a sign-off is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER sign_off_is_fixed BEFORE UPDATE OR DELETE ON editorial_signoff
    FOR EACH ROW EXECUTE FUNCTION editorial_sign_off_is_fixed();
"""
SIGN_OFFS_ARE_NOT_FIXED = """
DROP TRIGGER sign_off_is_fixed ON editorial_signoff;
DROP FUNCTION editorial_sign_off_is_fixed();
"""
AS_SIGNED = """
UPDATE editorial_signoff SET name = reviewer.name, credentials = reviewer.credentials,
    registration = reviewer.registration, declared = reviewer.interests
FROM editorial_reviewer reviewer WHERE reviewer.id = reviewer_id;
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


def let_people_invite(apps, schema_editor):
    """Publishers send links, and see to whom: guests' addresses are nobody else's to read."""
    create_permissions(installed.get_app_config("editorial"), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    group = Group.objects.get(name="publisher")
    group.permissions.add(_permission(apps, "add_invitation"), _permission(apps, "view_invitation"))


def let_nobody_invite(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="publisher")
    group.permissions.remove(_permission(apps, "add_invitation"), _permission(apps, "view_invitation"))


def _permission(apps, codename):
    Permission = apps.get_model("auth", "Permission")
    return Permission.objects.get(content_type__app_label="editorial", codename=codename)


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0013_checks'),
        ('topics', '0008_review_due'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Who is asked, as her comments are signed.', max_length=120)),
                ('email', models.EmailField(help_text='In small letters.', max_length=254, verbose_name='e-mail address')),
                ('message', models.TextField(help_text='What she is asked to look at.', verbose_name='what for')),
                ('token_hash', models.CharField(help_text='SHA-256 of the link’s token.', max_length=64, unique=True)),
                ('invited_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('signed', 'Signed'), ('revoked', 'Taken back'), ('edited', 'Ended by an edit'), ('published', 'The page was published meanwhile'), ('archived', 'The page was taken down'), ('expired', 'Expired')], max_length=10)),
            ],
            options={
                'ordering': ['-invited_at', '-pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='comment',
            options={'ordering': ['written_at', 'pk']},
        ),
        migrations.RemoveConstraint(
            model_name='signoff',
            name='sign_off_once',
        ),
        migrations.AddField(
            model_name='comment',
            name='answer_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='editorial.comment'),
        ),
        migrations.AddField(
            model_name='comment',
            name='part',
            field=models.CharField(blank=True, help_text='The part of the page that it is about, by its key (editorial/content/parts.py).', max_length=200),
        ),
        migrations.AddField(
            model_name='reviewer',
            name='email',
            field=models.EmailField(blank=True, editable=False, help_text='Of a guest. Readers never see it.', max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='credentials',
            field=models.CharField(default='', max_length=250),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signoff',
            name='declared',
            field=models.TextField(default='', verbose_name='interests declared in general'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signoff',
            name='name',
            field=models.CharField(default='', max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signoff',
            name='registration',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='signoff',
            name='review',
            field=models.ForeignKey(help_text='The review it answers.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='editorial.review'),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='by',
            field=models.ForeignKey(help_text='Empty: a guest, where an invitation is named; else the library.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
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
        migrations.AlterField(
            model_name='comment',
            name='written_by',
            field=models.ForeignKey(help_text='Empty: a guest.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='reviewer',
            name='user',
            field=models.OneToOneField(help_text='Her account.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviewer', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='reviewer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('email', ''), ('user__isnull', False)), models.Q(('user__isnull', True), models.Q(('email', ''), _negated=True)), _connector='OR'), name='reviewer_is_guest_or_staff'),
        ),
        migrations.AddConstraint(
            model_name='reviewer',
            constraint=models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('email',), name='reviewer_guest_once'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='topics.page'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='revoked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='invitation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit', to='editorial.invitation'),
        ),
        migrations.AddField(
            model_name='comment',
            name='invitation',
            field=models.ForeignKey(help_text='The guest who wrote it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='editorial.invitation'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='invitation',
            field=models.OneToOneField(help_text='How a guest came to sign.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_off', to='editorial.invitation'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', True), ('invitation__isnull', True), ('action__in', ('invited', 'invitation-revoked')), _connector='OR'), name='audit_names_one_person'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('invitation__isnull', True), ('written_by__isnull', False)), models.Q(('invitation__isnull', False), ('written_by__isnull', True)), _connector='OR'), name='comment_is_somebodys'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('answer_to__isnull', True), models.Q(('part', ''), ('resolved_at__isnull', True), ('section', '')), _connector='OR'), name='comment_answer_goes_with_its_question'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(fields=('review', 'reviewer', 'content_hash', 'scope'), name='sign_off_once'),
        ),
        migrations.RunSQL(AS_SIGNED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('credentials', ''), _negated=True), models.Q(('declared', ''), _negated=True)), name='sign_off_names_its_signer'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('page', 'email'), name='invitation_open_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('invited_at')), ('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('invited_at'), '+', models.Value(datetime.timedelta(days=30))))), name='invitation_is_for_some_days'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('email', ''), _negated=True), models.Q(('message', ''), _negated=True)), name='invitation_names_its_guest'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', '')), models.Q(('ended_at__isnull', False), ('outcome__in', ['signed', 'revoked', 'edited', 'published', 'archived', 'expired'])), _connector='OR'), name='invitation_ends_with_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'signed'), _negated=True), ('opened_at__isnull', False), _connector='OR'), name='invitation_is_opened_before_it_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'revoked'), ('revoked_by__isnull', False)), models.Q(models.Q(('outcome', 'revoked'), _negated=True), ('revoked_by__isnull', True)), _connector='OR'), name='invitation_is_taken_back_by_somebody'),
        ),
        migrations.RunSQL(COMMENTS_ARE_KEPT, COMMENTS_ARE_NOT_KEPT),
        migrations.RunSQL(SIGN_OFFS_ARE_FIXED, SIGN_OFFS_ARE_NOT_FIXED),
        migrations.RunPython(let_people_comment, let_nobody_comment),
        migrations.RunPython(let_people_invite, let_nobody_invite),
    ]
