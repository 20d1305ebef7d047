"""What a firm has in its hands once it has submitted."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from applications.models.cases import Application
from applications.models.sections import OfApplication
from core.workflow.models import PublicIdField, immutable


def sha256_of(column: str) -> Func:
    """Return the database's own SHA-256 of a text in UTF-8, hexadecimal."""
    read = Func(F(column), Value("UTF8"), function="convert_to", output_field=models.BinaryField())
    digest = Func(read, function="sha256", output_field=models.BinaryField())
    return Func(digest, Value("hex"), function="encode", output_field=models.CharField())


class Receipt(models.Model):
    """One submission: when it arrived by the server's clock, what was in it, and the hash of that."""

    public_id = PublicIdField()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="receipts", db_comment="What was submitted"
    )
    number = models.CharField(
        max_length=32, unique=True, db_comment="Number for people: year, case, which submission of it"
    )
    received_at = models.DateTimeField(db_comment="When it arrived, by the server's clock")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who submitted it"
    )
    begun_at = models.DateTimeField(
        null=True, db_comment="When the server showed the page from which it was sent; empty: not by a page"
    )
    landed_late = models.BooleanField(
        default=False, db_comment="Begun before the deadline, arrived after it, taken as the programme allows"
    )
    content = models.TextField(db_comment="Everything that was handed in, as canonical JSON")
    content_sha256 = models.CharField(max_length=64, db_comment="SHA-256 of the content in UTF-8, as hex")

    objects: ClassVar[Any] = OfApplication.as_manager()

    class Meta:
        db_table_comment = "Receipts of submissions"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="applications_receipt_hash", condition=Q(content_sha256=sha256_of("content"))
            ),
            models.CheckConstraint(
                name="applications_receipt_late",
                condition=Q(landed_late=False) | Q(begun_at__isnull=False, begun_at__lte=F("received_at")),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("applications:receipt", args=[self.public_id])

    @property
    def file_name(self) -> str:
        """The name under which its content is downloaded."""
        return f"receipt-{self.number}.json"
