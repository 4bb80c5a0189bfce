"""Operations of hazards for programs."""
