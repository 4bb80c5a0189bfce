"""The page of a photo."""
