"""Operations of `api`: who am I, my tokens, my subscriptions."""
