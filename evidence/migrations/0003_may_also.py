from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0002_no_mechanism_raises'),
        ('topics', '0002_editions_are_immutable'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='may_also',
            field=models.CharField(blank=True, choices=[('benefit', 'Better'), ('harm', 'Worse')], help_text='Only beside little or no difference: the end of the interval that would matter to people.', max_length=10, verbose_name='but may also be'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('may_also', ''), models.Q(('direction', 'no-difference'), ('may_also__in', ['benefit', 'harm'])), _connector='OR'), name='assessment_may_also_only_beside_no_difference'),
        ),
    ]
