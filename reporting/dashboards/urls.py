"""Addresses of this room."""

from django.urls import path

from reporting.dashboards.views import account, chain, firm, home, lists, program, public, search

app_name = "dashboards"

urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("calculator/", public.CalculatorView.as_view(), name="calculator"),
    path("search/", search.SearchView.as_view(), name="search"),
    path("inbox/<slug:public_id>/dismiss/", home.dismiss, name="inbox_dismiss"),
    path("programs/", lists.ProgramListView.as_view(), name="programs"),
    path("programs/<slug:public_id>/", program.ProgramView.as_view(), name="program"),
    path("programs/<slug:public_id>/money/<slug:state>/", program.BudgetView.as_view(), name="budget"),
    path("consortia/", lists.ConsortiumListView.as_view(), name="consortia"),
    path("programs/<slug:public_id>/by/<slug:dimension>/", program.BreakdownView.as_view(), name="breakdown"),
    path("consortia/<slug:public_id>/", chain.ConsortiumView.as_view(), name="consortium"),
    path("consortia/<slug:public_id>/chain/", chain.ChainView.as_view(), name="chain"),
    path("firms/<slug:public_id>/", firm.FirmView.as_view(), name="firm"),
    path("ledger/<slug:public_id>/", account.AccountView.as_view(), name="account"),
]
