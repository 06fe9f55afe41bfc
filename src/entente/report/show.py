"""What a claim's notebook calls, one call a figure; each is made where its subject is."""

from entente.report.blocks import answer, facts
from entente.report.decision_figures import counts, linkage
from entente.report.fits import source_line
from entente.report.method_figures import assay, embargoes
from entente.report.trade_figures import companions, held_up, leads, variants

__all__ = [
    "answer",
    "assay",
    "companions",
    "counts",
    "embargoes",
    "facts",
    "held_up",
    "leads",
    "linkage",
    "source_line",
    "variants",
]
