"""November: what is still open, and what the office takes stock of."""

from reporting.dashboards.demo.scene import Scene, on
from reporting.documents import operations as documents
from reporting.tallies import operations as tallies


def take_stock(scene: Scene) -> None:
    """The officer asks for the tally and for the audit dossier of the first consortium."""
    tallies.request_tally(program=scene.call.program, by=scene.cast.officer, at=on(11, 2))
    documents.request_chain_audit(
        consortium=scene.consortia["hyundai-kia"], language="ko", by=scene.cast.officer, at=on(11, 18)
    )
