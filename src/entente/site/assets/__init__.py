"""Style sheet, scripts and mark of the pages: a package of their own, so that only what writes them rests on them."""
