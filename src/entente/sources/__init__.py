"""One reader per raw source: file to frame, nothing decided."""

from entente.sources.files import Source, declared, folder, path, verify

__all__ = ["Source", "declared", "folder", "path", "verify"]
