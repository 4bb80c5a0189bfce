"""Pages of the registry: the list of enterprises. One enterprise's page stands in `desk`, for it shows duties too."""
