"""Questions to verified answers. Imports ``ingest`` and ``index``."""
