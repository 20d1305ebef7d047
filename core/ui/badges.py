"""A status in words, colour and shape."""

from typing import Any

# tone -> (colour of the KRDS badge, icon); the shape tells the tones apart without colour
TONES = {
    "neutral": ("gray", "dot"),
    "info": ("information", "clock"),
    "success": ("success", "check"),
    "warning": ("warning", "warning"),
    "danger": ("danger", "cross"),
}


# a job has no case's tone of its own: its four states are the same everywhere
JOB_TONES = {"QUEUED": "neutral", "STARTED": "info", "FINISHED": "success", "FAILED": "danger"}


def job_tone(job: Any) -> str:
    """Return the tone of a job's state."""
    return getattr(job, "status_tone", None) or JOB_TONES.get(str(job.status), "neutral")


def badge(case: Any, *, public: bool = False) -> dict[str, Any]:
    """Return label, colour and icon of a case's status; `public` asks for the applicant's wording."""
    wording = getattr(case, "get_public_status_display", None) if public else None
    label = wording or getattr(case, "get_status_display", None) or getattr(case, "status", "")
    colour, shape = TONES.get(getattr(case, "status_tone", "neutral"), TONES["neutral"])
    return {"label": label() if callable(label) else label, "colour": colour, "icon": shape}
