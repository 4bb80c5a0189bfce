"""Operations of responsibility for programs."""
