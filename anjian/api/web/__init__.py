"""The page of tokens and subscriptions."""
