"""Everything that Rose has published, as tables that anyone may download.

`tables` says what each column means and is what the columns are made from; `published` reads the live editions;
`rows` lays them out; `files` writes CSV and JSON.
"""
