"""What a later start skips, and what makes it not skip."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.conf import settings

from config import starting


@pytest.mark.django_db
def test_a_migrated_database_is_up_to_date() -> None:
    assert starting.tables_up_to_date()


def test_a_missing_migration_an_empty_database_and_a_role_without_rights_are_not(fresh_database, django_uses) -> None:
    with fresh_database.connect("anjian") as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert not starting.tables_up_to_date()
    with django_uses({**fresh_database.login("anjian_app"), "dbname": "postgres"}):
        assert not starting.tables_up_to_date()
    with fresh_database.connect("anjian") as owner:
        owner.execute("REVOKE ALL ON django_migrations FROM anjian_app")
    assert not starting.tables_up_to_date()


def test_static_files_are_collected_again_only_when_one_has_changed(tmp_path: Path, monkeypatch) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "x.css").write_text("a { color: red }")
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr(settings, "STATIC_ROOT", tmp_path / "static")
    monkeypatch.setattr(settings, "STATICFILES_DIRS", [source])
    monkeypatch.setattr(settings, "STATICFILES_FINDERS", ["django.contrib.staticfiles.finders.FileSystemFinder"])
    from django.contrib.staticfiles import finders, storage
    from django.core.files.storage import storages
    from django.utils.functional import empty

    def forget() -> None:
        """Whoever used static files earlier in this process has left a storage for another folder behind."""
        finders.get_finder.cache_clear()
        storages._storages.pop("staticfiles", None)
        storage.staticfiles_storage._wrapped = empty

    forget()
    try:
        assert starting.collect_static()
        names = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
        assert (tmp_path / "static" / names["x.css"]).read_text() == "a { color: red }"
        assert names["x.css"] != "x.css"
        assert not starting.collect_static()
        (source / "x.css").write_text("a { color: tan }")
        os.utime(source / "x.css", (1, 1))
        assert starting.collect_static()
        assert not starting.collect_static()
    finally:
        forget()
