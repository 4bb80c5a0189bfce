"""Operations of `people`: bodies, posts and who holds them, persons."""
