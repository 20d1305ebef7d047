"""Addresses of this room."""

from django.urls import URLPattern, path

from measurement.views.calibrations import CalibrationView, WithdrawCalibrationView
from measurement.views.flags import AnswerView
from measurement.views.list import MeasureListView
from measurement.views.measure import CommissionView, ExposuresView, FileView, MeasureView, MeterAddView
from measurement.views.meters import BillView, ReplaceView, TurnedView, WithdrawView
from measurement.views.readings import CorrectView, ReadingsView
from measurement.views.workbooks import (
    MeasureMarkedView,
    MeasureTemplateView,
    MeasureUploadView,
    MeasureWorkbookView,
)

app_name = "measurement"

urlpatterns: list[URLPattern] = [
    path("", MeasureListView.as_view(), name="list"),
    path("<slug:public_id>/", MeasureView.as_view(), name="measure"),
    path("<slug:public_id>/commission/", CommissionView.as_view(), name="commission"),
    path("<slug:public_id>/export-rules/", ExposuresView.as_view(), name="exposures"),
    path("<slug:public_id>/meters/add/", MeterAddView.as_view(), name="meter_add"),
    path("<slug:public_id>/meters/replace/", ReplaceView.as_view(), name="meter_replace"),
    path("<slug:public_id>/meters/turned/", TurnedView.as_view(), name="meter_turned"),
    path("<slug:public_id>/calibrations/add/", CalibrationView.as_view(), name="calibration_add"),
    path("<slug:public_id>/bills/add/", BillView.as_view(), name="bill_add"),
    path("<slug:public_id>/readings/", ReadingsView.as_view(), name="readings"),
    path("<slug:public_id>/readings/template/", MeasureTemplateView.as_view(), name="readings_template"),
    path("<slug:public_id>/readings/workbook/", MeasureUploadView.as_view(), name="readings_upload"),
    path(
        "<slug:public_id>/readings/workbook/<slug:sheet_id>/",
        MeasureWorkbookView.as_view(),
        name="readings_workbook",
    ),
    path(
        "<slug:public_id>/readings/workbook/<slug:sheet_id>/marked/",
        MeasureMarkedView.as_view(),
        name="readings_marked",
    ),
    path("<slug:public_id>/files/<slug:file_id>/", FileView.as_view(), name="file"),
    path("questions/<slug:public_id>/answer/", AnswerView.as_view(), name="flag_answer"),
    path(
        "calibrations/<slug:public_id>/withdraw/",
        WithdrawCalibrationView.as_view(),
        name="calibration_withdraw",
    ),
    path("bills/<slug:public_id>/withdraw/", WithdrawView.as_view(), name="bill_withdraw"),
    path("readings/<slug:public_id>/correct/", CorrectView.as_view(), name="reading_correct"),
]
