"""The one error of serving pages; it hangs under ``ingest.errors.MuscatError``."""

from ingest.errors import MuscatError


class AddressUnusable(MuscatError):
    """The host and port that were asked for cannot be listened at."""

    code = "address_unusable"
    default_remedy = "Name a free port with --port, and with --host an address of this machine."
