"""Operations of supervision for programs."""
