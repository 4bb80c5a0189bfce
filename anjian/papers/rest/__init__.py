"""Operations of papers for programs."""
