from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "reporting.documents"
    label = "documents"
