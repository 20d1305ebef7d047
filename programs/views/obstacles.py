"""A decision page that says at once what stands in the way, instead of a form that would be refused."""

from typing import Any

from core.workflow.refusals import Refusal
from core.workflow.views import OperationView


class ObstacleView(OperationView):
    """An operation that may have an obstacle: then its page says which, and offers no form."""

    template_name = "programs/operation.html"

    def check(self) -> None:
        """
        Find the obstacle.

        :raises Refusal: in its words, if there is one.
        """
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        obstacle = ""
        try:
            self.check()
        except Refusal as refusal:
            obstacle = str(refusal)
        return super().get_context_data(obstacle=obstacle, **kwargs)
