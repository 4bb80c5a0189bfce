"""Operations that answer with a file (答复是文件): workbooks, documents."""

from __future__ import annotations

from typing import Any

from anjian.ui.rest.problems import FAULTS


def gives(media: str) -> dict[str, Any]:
    """What an operation says of itself that answers with a file of this kind."""
    content = {media: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "response": {200: None, **FAULTS},
        "openapi_extra": {"responses": {200: {"content": content, "description": "OK"}}},
    }
