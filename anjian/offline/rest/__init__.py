"""Operations of offline records."""
