from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('topics', '0010_former_addresses'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alias',
            name='kind',
            field=models.CharField(choices=[('lay', 'Everyday'), ('clinical', 'Clinical'), ('brand', 'Brand'), ('american', 'American spelling'), ('british', 'British spelling'), ('misspelling', 'Misspelling'), ('abbreviation', 'Abbreviation'), ('phrase', 'Phrase')], default='lay', help_text='Who says it so. The search finds misspellings and phrases, and shows them to nobody.', max_length=20),
        ),
        migrations.AlterField(
            model_name='alias',
            name='text',
            field=models.CharField(help_text='One name, as somebody would type it into the search box.', max_length=120),
        ),
        migrations.AlterField(
            model_name='article',
            name='about',
            field=models.ManyToManyField(blank=True, help_text='The treatments, symptoms and mechanisms it is about: its end leads to them.', related_name='articles', to='topics.page'),
        ),
        migrations.AlterField(
            model_name='article',
            name='category',
            field=models.CharField(help_text='The heading that readers find it under.', max_length=60),
        ),
        migrations.AlterField(
            model_name='article',
            name='close',
            field=models.TextField(blank=True, help_text='What to take away, after the last claim. No new claims here.'),
        ),
        migrations.AlterField(
            model_name='caution',
            name='kind',
            field=models.CharField(choices=[('contraindication', 'Who should not take it'), ('interaction', 'Does not mix with'), ('precaution', 'Take care')], help_text='Whether it rules the treatment out, is about what else she takes, or asks for care.', max_length=20),
        ),
        migrations.AlterField(
            model_name='caution',
            name='name',
            field=models.CharField(help_text='The condition or medicine: opioid painkillers.', max_length=160),
        ),
        migrations.AlterField(
            model_name='dose',
            name='schedule',
            field=models.CharField(blank=True, help_text='How often, and for how long: once a day.', max_length=160),
        ),
        migrations.AlterField(
            model_name='intervention',
            name='access',
            field=models.TextField(blank=True, help_text='Who prescribes or sells it, and what it takes to get it. Stands before the rows.', verbose_name='getting it'),
        ),
        migrations.AlterField(
            model_name='intervention',
            name='category',
            field=models.CharField(choices=[('hormone-therapy', 'Hormone therapy'), ('prescription-medicine', 'Prescription medicine'), ('off-label-medicine', 'Off-label medicine'), ('supplement', 'Supplement'), ('herbal-medicine', 'Herbal medicine'), ('psychological', 'Psychological'), ('exercise', 'Exercise'), ('diet', 'Diet'), ('device-or-procedure', 'Device or procedure'), ('complementary', 'Complementary')], help_text='Readers find it in the list of treatments under this heading.', max_length=30),
        ),
        migrations.AlterField(
            model_name='intervention',
            name='not_confused_with',
            field=models.TextField(blank=True, help_text='What has a like name or is sold beside it, and how it differs.', verbose_name='not to be confused with'),
        ),
        migrations.AlterField(
            model_name='mechanism',
            name='body_system',
            field=models.CharField(help_text='The part of the body’s workings: immune system.', max_length=60),
        ),
        migrations.AlterField(
            model_name='page',
            name='if_nothing_done',
            field=models.TextField(blank=True, help_text='What tends to happen with time, left alone; with citations.', verbose_name='if nothing is done'),
        ),
        migrations.AlterField(
            model_name='page',
            name='kind',
            field=models.CharField(choices=[('symptom', 'Symptom'), ('condition', 'Condition'), ('stage', 'Stage'), ('intervention', 'Treatment'), ('mechanism', 'Mechanism'), ('article', 'Article')], help_text='A symptom is felt, a condition is diagnosed, a stage is a time of life. It stays once saved.', max_length=20),
        ),
        migrations.AlterField(
            model_name='page',
            name='related',
            field=models.ManyToManyField(blank=True, help_text='Two or more pages to read on at: what is often meant, or felt, together with this.', related_name='related_from', to='topics.page'),
        ),
        migrations.AlterField(
            model_name='regulation',
            name='authority',
            field=models.CharField(blank=True, help_text='Who decided: MHRA, FDA, EMA.', max_length=120),
        ),
        migrations.AlterField(
            model_name='regulation',
            name='country',
            field=models.CharField(help_text='The country, or the European Union.', max_length=60),
        ),
        migrations.AlterField(
            model_name='regulation',
            name='status',
            field=models.CharField(choices=[('approved', 'Approved'), ('off-label', 'Used off label'), ('withdrawn', 'Withdrawn'), ('not-licensed', 'Not licensed'), ('supplement', 'Sold as a supplement'), ('guideline', 'In a guideline')], help_text='What was decided, for this use.', max_length=20),
        ),
        migrations.AlterField(
            model_name='sideeffect',
            name='name',
            field=models.CharField(help_text='What she would notice, in a word or two: vivid dreams.', max_length=120),
        ),
        migrations.AlterField(
            model_name='topic',
            name='body_area',
            field=models.CharField(choices=[('whole-body', 'Whole body'), ('mind-and-mood', 'Mind and mood'), ('sleep', 'Sleep'), ('head-and-nerves', 'Head and nerves'), ('joints-and-muscles', 'Joints and muscles'), ('skin-and-hair', 'Skin and hair'), ('heart-and-circulation', 'Heart and circulation'), ('digestion', 'Digestion'), ('bladder-and-vulva', 'Bladder and vulva'), ('periods', 'Periods'), ('breasts', 'Breasts'), ('bones', 'Bones'), ('immune-system', 'Immune system')], help_text='Where it is felt: readers find it in the list under this heading.', max_length=30),
        ),
        migrations.AlterField(
            model_name='topic',
            name='clinical_name',
            field=models.CharField(blank=True, help_text='What doctors call it: arthralgia.', max_length=120),
        ),
        migrations.AlterField(
            model_name='warningsign',
            name='text',
            field=models.TextField(help_text='What she would notice, in plain words: “one hot, swollen, very painful joint”.'),
        ),
        migrations.AlterField(
            model_name='warningsign',
            name='urgency',
            field=models.CharField(choices=[('emergency', 'Emergency: get help now'), ('urgent', 'Urgent: be seen within days'), ('routine', 'At an ordinary appointment')], help_text='How fast she should be seen. Readers meet the most urgent first.', max_length=10),
        ),
    ]
