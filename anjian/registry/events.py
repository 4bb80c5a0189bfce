"""What happens to the identity of enterprises: the names of the facts that this module records."""

from django.utils.translation import gettext_noop as _

REGISTERED = "registry.registered"
CHANGED = "registry.changed"
CLOSED = "registry.closed"
ATTRIBUTES_TOLD = "registry.attributes_told"
ITEM_ENDED = "registry.item_ended"
MERGED = "registry.merged"
SET_APART = "identity.set_apart"
"""No rule reads it: what is computed of the two stays as it is."""
STATUSES = {"operating": "在营", "suspended": "停产停业", "under_construction": "在建"}
"""States of an enterprise with their words. A closed enterprise has no rows after its last day."""
SOURCES = (_("企业自报"), _("检查核实"), _("部门交换"), _("普查登记"))
"""Who says what an attribute is: the enterprise, whoever looked on the spot, another department, a census."""
OWN_WORD = SOURCES[0]
"""What an enterprise says of itself."""
SEEN_THERE = SOURCES[1]
"""What somebody found on the spot."""
