"""The pipeline as pytask sees it: one task for each step of `entente.pipeline`."""

from typing import Annotated

from pytask import Product, task

from entente.pipeline.session import collected
from entente.pipeline.step import Content, Step


def define(step: Step) -> None:
    """Make one task; it runs when a need changed, or when something it makes changed or is not there."""

    @task(name=step.name)
    def run(
        needs: tuple[Content, ...] = step.needs,  # noqa: ARG001
        makes: Annotated[tuple[Content, ...], Product] = step.makes,  # noqa: ARG001
    ) -> None:
        step.work()


for each in collected():
    define(each)
