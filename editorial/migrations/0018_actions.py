from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0017_people'),
        ('topics', '0011_help_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_action_is_known',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('edited', 'Edited'), ('submitted', 'Submitted for review'), ('changes-requested', 'Sent back'), ('commented', 'Commented'), ('comment-resolved', 'Resolved a comment'), ('signed-off', 'Signed off'), ('published', 'Published'), ('archived', 'Archived'), ('loaded', 'Loaded from the library'), ('retracted', 'Retraction noted'), ('reassessed', 'Judged again'), ('rated', 'Rated evidence'), ('scheduled', 'Set to be published at a time'), ('unscheduled', 'Planned publication ended'), ('schedule-failed', 'Planned publication failed'), ('unpublished', 'Taken down to be rewritten'), ('claimed', 'Claimed a review'), ('released', 'Released a review'), ('exported', 'Downloaded a list'), ('rolled-back', 'Rolled back'), ('signed-in', 'Signed in'), ('signed-out', 'Signed out'), ('locked-out', 'Locked out'), ('factor-set', 'Set up a second factor'), ('factor-removed', 'Removed a second factor'), ('access-changed', 'Changed who may do what'), ('reasoned', 'Gave a reason for a warning'), ('reason-taken-back', 'Took back a reason'), ('comment-answered', 'Answered a comment'), ('comment-reopened', 'Opened a comment again'), ('invited', 'Invited a guest'), ('invitation-opened', 'Opened an invitation'), ('invitation-revoked', 'Took an invitation back'), ('report-answered', 'Answered a reader’s report'), ('moved', 'Moved to another address'), ('declared', 'Declared interests')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['edited', 'submitted', 'changes-requested', 'commented', 'comment-resolved', 'signed-off', 'published', 'archived', 'loaded', 'retracted', 'reassessed', 'rated', 'scheduled', 'unscheduled', 'schedule-failed', 'unpublished', 'claimed', 'released', 'exported', 'rolled-back', 'signed-in', 'signed-out', 'locked-out', 'factor-set', 'factor-removed', 'access-changed', 'reasoned', 'reason-taken-back', 'comment-answered', 'comment-reopened', 'invited', 'invitation-opened', 'invitation-revoked', 'report-answered', 'moved', 'declared'])), name='audit_action_is_known'),
        ),
    ]
