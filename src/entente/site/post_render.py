"""What Quarto runs last in the repository: the same finish as after the embedded renderer."""

import os
from pathlib import Path

from entente.site.finish import finish


def main(root: Path | None = None) -> None:
    """Finish the site that Quarto has just rendered."""
    folder = root or Path.cwd()
    finish(folder / os.environ.get("QUARTO_PROJECT_OUTPUT_DIR", "_site"), folder)


if __name__ == "__main__":
    main()
