from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "reporting.statements"
    label = "statements"
