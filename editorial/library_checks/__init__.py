"""What has to hold of the library's files, checked without a database: `manage.py check_library`.

One module a family of rules, each of plain functions on plain data; everything.py gathers them.
"""
