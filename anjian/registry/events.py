"""What happens to the identity of enterprises: the names of the facts that this module records."""

REGISTERED = "registry.registered"
CHANGED = "registry.changed"
CLOSED = "registry.closed"
STATUSES = ("operating", "suspended", "under_construction")
"""在营, 停产停业, 在建. A closed enterprise has no rows after its last day."""
