"""The three people of the workflow, for tests that need no more of them than their groups."""

import importlib

import pytest


@pytest.fixture
def people(db):
    """What makes them. It knows Django's models, and this file is read before Django is set up."""
    return importlib.import_module("tests.factories")


@pytest.fixture
def amal(people):
    return people.author_amal()


@pytest.fixture
def dr_ito(people):
    return people.reviewer_dr_ito()


@pytest.fixture
def pia(people):
    return people.publisher_pia()
