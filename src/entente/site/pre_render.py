"""What Quarto runs first in the repository: the variables and generated parts that its pages include."""

from pathlib import Path

from entente.site.material import read_material
from entente.site.stage import write_generated


def main(root: Path | None = None) -> None:
    """Write `_variables.yml`, `_generated/` and `forums/` into the repository; git ignores all three."""
    folder = root or Path.cwd()
    write_generated(read_material(folder), folder)


if __name__ == "__main__":
    main()
