import django.db.models.deletion
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

FORBID = """
CREATE FUNCTION editorial_rating_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a rating that was handed in is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rating_is_fixed BEFORE UPDATE OR DELETE ON editorial_rating
    FOR EACH ROW WHEN (OLD.handed_in_at IS NOT NULL) EXECUTE FUNCTION editorial_rating_is_fixed();
"""
ALLOW = """
DROP TRIGGER rating_is_fixed ON editorial_rating;
DROP FUNCTION editorial_rating_is_fixed();
"""

MAY = {
    "author": ["add_rating", "view_round"],
    "clinician-reviewer": ["add_rating", "view_round"],
    "publisher": ["view_round"],
}


def let_groups_rate(apps, schema_editor):
    """Authors and clinician-reviewers rate; publishers see that it was done."""
    create_permissions(installed.get_app_config("editorial"), verbosity=0, using=schema_editor.connection.alias)
    for group, permissions in _granted(apps):
        group.permissions.add(*permissions)


def let_nobody_rate(apps, schema_editor):
    for group, permissions in _granted(apps):
        group.permissions.remove(*permissions)


def _granted(apps):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in MAY.items():
        permissions = Permission.objects.filter(content_type__app_label="editorial", codename__in=codenames)
        yield Group.objects.get(name=name), list(permissions)


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0005_tasks'),
        ('evidence', '0001_initial'),
        ('topics', '0002_editions_are_immutable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.PositiveSmallIntegerField(help_text='1 or 2: a round has two raters.')),
                ('began_at', models.DateTimeField(auto_now_add=True)),
                ('handed_in_at', models.DateTimeField(blank=True, null=True)),
                ('starting_point', models.CharField(blank=True, choices=[('randomised', 'Randomised trials (starts high)'), ('non-randomised', 'Non-randomised studies (starts low)'), ('case-reports', 'Case series or reports (starts very low)'), ('no-human-evidence', 'Nothing in people (not rated)')], max_length=20)),
                ('risk_of_bias', models.CharField(blank=True, choices=[('no-concern', 'No concern'), ('serious-concern', 'Serious concern'), ('very-serious-concern', 'Very serious concern'), ('extremely-serious-concern', 'Extremely serious concern')], default='', max_length=30)),
                ('risk_of_bias_reason', models.TextField(blank=True, help_text='In words a reader understands, naming the studies.', verbose_name='reason')),
                ('inconsistency', models.CharField(blank=True, choices=[('no-concern', 'No concern'), ('serious-concern', 'Serious concern'), ('very-serious-concern', 'Very serious concern')], default='', max_length=30)),
                ('inconsistency_reason', models.TextField(blank=True, help_text='In words a reader understands, naming the studies.', verbose_name='reason')),
                ('indirectness', models.CharField(blank=True, choices=[('no-concern', 'No concern'), ('serious-concern', 'Serious concern'), ('very-serious-concern', 'Very serious concern')], default='', max_length=30)),
                ('indirectness_reason', models.TextField(blank=True, help_text='In words a reader understands, naming the studies.', verbose_name='reason')),
                ('imprecision', models.CharField(blank=True, choices=[('no-concern', 'No concern'), ('serious-concern', 'Serious concern'), ('very-serious-concern', 'Very serious concern'), ('extremely-serious-concern', 'Extremely serious concern')], default='', max_length=30)),
                ('imprecision_reason', models.TextField(blank=True, help_text='In words a reader understands, naming the studies.', verbose_name='reason')),
                ('publication_bias', models.CharField(blank=True, choices=[('no-concern', 'No concern'), ('serious-concern', 'Serious concern'), ('could-not-assess', 'Could not assess')], default='', max_length=30)),
                ('publication_bias_reason', models.TextField(blank=True, help_text='In words a reader understands, naming the studies.', verbose_name='reason')),
                ('large_effect', models.PositiveSmallIntegerField(choices=[(0, 'Absent'), (1, 'Present (+1)'), (2, 'Very large (+2)')], default=0)),
                ('large_effect_reason', models.TextField(blank=True, help_text='In words a reader understands, naming the studies.', verbose_name='reason')),
                ('dose_response', models.PositiveSmallIntegerField(choices=[(0, 'Absent'), (1, 'Present (+1)')], default=0)),
                ('dose_response_reason', models.TextField(blank=True, help_text='In words a reader understands, naming the studies.', verbose_name='reason')),
                ('plausible_confounding', models.PositiveSmallIntegerField(choices=[(0, 'Absent'), (1, 'Present (+1)')], default=0)),
                ('plausible_confounding_reason', models.TextField(blank=True, help_text='In words a reader understands, naming the studies.', verbose_name='reason')),
            ],
            options={
                'ordering': ['round', 'seat'],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(help_text='The assessment by its name.', max_length=220)),
                ('basis', models.JSONField(help_text='The assessment as it stood when the first rater began.')),
                ('began_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.JSONField(blank=True, help_text="Each domain's final judgement and its reason.", null=True)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'rating by two people',
                'verbose_name_plural': 'ratings by two people',
                'ordering': ['-began_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_action_is_known',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('edited', 'Edited'), ('submitted', 'Submitted for review'), ('changes-requested', 'Sent back'), ('commented', 'Commented'), ('comment-resolved', 'Resolved a comment'), ('signed-off', 'Signed off'), ('published', 'Published'), ('archived', 'Archived'), ('loaded', 'Loaded from the library'), ('retracted', 'Retraction noted'), ('reassessed', 'Judged again'), ('rated', 'Rated evidence')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['edited', 'submitted', 'changes-requested', 'commented', 'comment-resolved', 'signed-off', 'published', 'archived', 'loaded', 'retracted', 'reassessed', 'rated'])), name='audit_action_is_known'),
        ),
        migrations.AddField(
            model_name='rating',
            name='rater',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='round',
            name='assessment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rounds', to='evidence.assessment'),
        ),
        migrations.AddField(
            model_name='round',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rating',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='editorial.round'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('assessment',), name='round_open_once_an_assessment'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='round_is_closed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('result__isnull', True)), models.Q(('closed_at__isnull', False), models.Q(('result__isnull', False), models.Q(('note', ''), _negated=True), _connector='OR')), _connector='OR'), name='round_is_closed_with_a_result_or_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(fields=('round', 'rater'), name='rating_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(fields=('round', 'seat'), name='rating_seat_is_taken_once'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('seat__in', (1, 2))), name='rating_has_one_of_two_seats'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('starting_point__in', ['randomised', 'non-randomised', 'case-reports', 'no-human-evidence']), models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('starting_point', '')), _connector='OR'), name='rating_starting_point_is_known'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('risk_of_bias__in', ['', 'no-concern', 'serious-concern', 'very-serious-concern', 'extremely-serious-concern'])), name='rating_risk_of_bias_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('inconsistency__in', ['', 'no-concern', 'serious-concern', 'very-serious-concern'])), name='rating_inconsistency_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('indirectness__in', ['', 'no-concern', 'serious-concern', 'very-serious-concern'])), name='rating_indirectness_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('imprecision__in', ['', 'no-concern', 'serious-concern', 'very-serious-concern', 'extremely-serious-concern'])), name='rating_imprecision_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('publication_bias__in', ['', 'no-concern', 'serious-concern', 'could-not-assess'])), name='rating_publication_bias_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('large_effect__in', [0, 1, 2])), name='rating_large_effect_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('dose_response__in', [0, 1])), name='rating_dose_response_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('plausible_confounding__in', [0, 1])), name='rating_plausible_confounding_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('starting_point', 'no-human-evidence'), models.Q(('risk_of_bias', ''), _negated=True), _connector='OR'), name='rating_risk_of_bias_is_judged'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('starting_point', 'no-human-evidence'), models.Q(('indirectness', ''), _negated=True), _connector='OR'), name='rating_indirectness_is_judged'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('starting_point', 'no-human-evidence'), models.Q(('imprecision', ''), _negated=True), _connector='OR'), name='rating_imprecision_is_judged'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('starting_point', 'no-human-evidence'), models.Q(('publication_bias', ''), _negated=True), _connector='OR'), name='rating_publication_bias_is_judged'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('risk_of_bias__in', ['', 'no-concern']), models.Q(('risk_of_bias_reason', ''), _negated=True), _connector='OR'), name='rating_risk_of_bias_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('inconsistency__in', ['', 'no-concern']), models.Q(('inconsistency_reason', ''), _negated=True), _connector='OR'), name='rating_inconsistency_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('indirectness__in', ['', 'no-concern']), models.Q(('indirectness_reason', ''), _negated=True), _connector='OR'), name='rating_indirectness_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('imprecision__in', ['', 'no-concern']), models.Q(('imprecision_reason', ''), _negated=True), _connector='OR'), name='rating_imprecision_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('publication_bias__in', ['', 'no-concern', 'could-not-assess']), models.Q(('publication_bias_reason', ''), _negated=True), _connector='OR'), name='rating_publication_bias_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('large_effect', 0), models.Q(('large_effect_reason', ''), _negated=True), _connector='OR'), name='rating_large_effect_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('dose_response', 0), models.Q(('dose_response_reason', ''), _negated=True), _connector='OR'), name='rating_dose_response_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), ('plausible_confounding', 0), models.Q(('plausible_confounding_reason', ''), _negated=True), _connector='OR'), name='rating_plausible_confounding_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), models.Q(('dose_response', 0), ('large_effect', 0), ('plausible_confounding', 0)), models.Q(('starting_point', 'non-randomised'), ('imprecision__in', ['', 'no-concern']), ('inconsistency__in', ['', 'no-concern']), ('indirectness__in', ['', 'no-concern']), ('publication_bias__in', ['', 'no-concern', 'could-not-assess']), ('risk_of_bias__in', ['', 'no-concern'])), _connector='OR'), name='rating_raises_only_if_non_randomised_and_unlowered'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', False), _negated=True), models.Q(('starting_point', 'no-human-evidence'), _negated=True), models.Q(('dose_response', 0), ('large_effect', 0), ('plausible_confounding', 0), ('imprecision__in', ['', 'no-concern']), ('inconsistency__in', ['', 'no-concern']), ('indirectness__in', ['', 'no-concern']), ('publication_bias__in', ['', 'no-concern', 'could-not-assess']), ('risk_of_bias__in', ['', 'no-concern'])), _connector='OR'), name='rating_without_people_judges_nothing'),
        ),
        migrations.RunSQL(FORBID, ALLOW),
        migrations.RunPython(let_groups_rate, let_nobody_rate),
    ]
