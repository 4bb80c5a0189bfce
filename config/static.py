"""Static files with their digest in the name (静态文件), served by ourselves."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names once collected; plain names before that, so that tests and a first page need no collecting step.

    WhiteNoise serves the plain names too (it asks the finders), only without the year-long cache.
    """

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
