"""Operations of `evidence`: photos."""
