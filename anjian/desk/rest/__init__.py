"""Operations over all modules, as the pages of the desk: facts, duties, documents, settings, health."""
