"""
Every address × every role: 404 for what is not yours, 403 for what you may not do.

An address that is missing in the table fails. Columns are the cast, in this order: anonymous, officer,
approving officer, reviewer, verifier, auditor, the anchor's representative, tier 1's representative, tier 1's
clerk, tier 2's representative, a rival's representative, an officer of another ministry.

`ok` 200 · `to` 302: to the sign-in, or back to a case that is elsewhere by now · `no` 403 · `--` 404 · `un` 401:
the API knows tokens alone, and no session opens it (with tokens: tests/api)
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.guards.conftest import CAST
from tests.guards.walk import passed

WRITES = re.compile(r'\b(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
STATUS = {"ok": 200, "to": 302, "no": 403, "--": 404, "..": 405, "un": 401}

#: address, method, what stands in it, and what each of the cast gets
TABLE = """
#                                                      an of ap re ve au a1 t1 tc t2 ri ot
set_language                         GET  –            to to to to to to to to to to to to
jobs:detail                          GET  job          to ok -- -- -- -- -- -- -- -- -- --
talk:ask                             GET  application  to ok ok -- -- no no ok ok -- -- --
talk:note_add                        GET  application  to ok ok -- -- no no no no -- -- --
talk:tag_add                         GET  application  to ok ok -- -- no no no no -- -- --
talk:tag_remove                      POST tag          to to to -- -- no -- -- -- -- -- --
talk:question                        GET  question     to ok ok -- -- ok -- ok ok -- -- --
inbox:choices                        GET  –            to ok ok ok ok ok ok ok ok ok ok ok
firms:list                           GET  –            to ok ok ok ok ok ok ok ok ok ok ok
firms:register                       GET  –            to no no no no no ok ok ok ok ok no
firms:edit                           GET  firm         to no no -- -- no no ok ok no -- no
firms:certificate_add                GET  firm         to no no -- -- no no ok ok no -- no
firms:clerk_add                      GET  firm         to no no -- -- no no ok no no -- no
firms:exposure_add                   GET  firm         to no no -- -- no no ok ok no -- no
firms:exposure_end                   GET  exposure     to no no -- -- no no ok ok no -- no
firms:certificate_file               GET  certificate  to ok ok -- -- ok -- ok ok -- -- ok
programs:program_create              GET  –            to ok no no no no no no no no no ok
programs:editor                      GET  program      to ok ok no no ok no no no no no no
programs:program_edit                GET  program      to ok no no no no no no no no no no
programs:program_copy                GET  program      to ok no no no no no no no no no no
programs:program_history             GET  program      to ok ok no no ok no no no no no no
programs:program_compare             GET  program      to ok ok no no ok no no no no no no
programs:call_add                    GET  program      to ok no no no no no no no no no no
programs:call_edit                   GET  call         to ok no no no no no no no no no no
programs:call_appropriate            GET  call         to no ok no no no no no no no no no
programs:rule_set                    GET  program      to ok no no no no no no no no no no
programs:rule_end                    GET  rule         to ok no no no no no no no no no no
programs:rule_remove                 GET  rule         to ok no no no no no no no no no no
programs:technology_add              GET  program      to ok no no no no no no no no no no
programs:technology_edit             GET  technology   to ok no no no no no no no no no no
programs:document_add                GET  program      to ok no no no no no no no no no no
programs:document_edit               GET  required_document to ok no no no no no no no no no no
programs:questions_begin             GET  call         to ok no no no no no no no no no no
programs:question_add                GET  version      to ok no no no no no no no no no no
programs:questions_publish           GET  version      to ok no no no no no no no no no no
programs:questions_try               GET  program      to ok ok no no ok no no no no no no
programs:questions_compare           GET  program      to ok ok no no ok no no no no no no
programs:question_edit               GET  call_question to ok no no no no no no no no no no
programs:question_move               GET  call_question to ok no no no no no no no no no no
programs:question_remove             GET  call_question to ok no no no no no no no no no no
programs:criterion_add               GET  program      to ok no no no no no no no no no no
programs:criterion_change            GET  criterion    to ok no no no no no no no no no no
programs:criterion_end               GET  criterion    to ok no no no no no no no no no no
programs:criterion_remove            GET  criterion    to ok no no no no no no no no no no
programs:check_term_add              GET  program      to ok no no no no no no no no no no
programs:check_term_change           GET  check_term   to ok no no no no no no no no no no
programs:check_term_end              GET  check_term   to ok no no no no no no no no no no
programs:check_term_remove           GET  check_term   to ok no no no no no no no no no no
programs:evidence_rule_add           GET  program      to ok no no no no no no no no no no
programs:evidence_rule_change        GET  evidence_rule to ok no no no no no no no no no no
programs:evidence_rule_end           GET  evidence_rule to ok no no no no no no no no no no
programs:evidence_rule_remove        GET  evidence_rule to ok no no no no no no no no no no
programs:payment_stage_add           GET  program      to ok no no no no no no no no no no
programs:payment_stage_change        GET  payment_stage to ok no no no no no no no no no no
programs:payment_stage_end           GET  payment_stage to ok no no no no no no no no no no
programs:payment_stage_remove        GET  payment_stage to ok no no no no no no no no no no
programs:consortium_register         GET  call         to no no no no no ok ok no ok ok no
programs:member_invite               GET  member       to no no -- -- no no ok no no -- --
programs:member_join                 GET  member_below to no no -- -- no no no no to -- --
programs:member_decline              GET  member_below to no no -- -- no no no no to -- --
programs:member_leave                GET  member       to no no -- -- no no ok no no -- --
programs:member_replace              GET  member       to no no -- -- no ok no no no -- --
programs:member_move                 GET  member       to no no -- -- no ok no no no -- --
programs:link_add                    GET  member       to no no -- -- no ok ok ok no -- --
programs:link_end                    GET  link         to no no -- -- no ok ok ok no -- --
programs:invitation                  GET  letter       ok ok ok ok ok ok ok ok ok ok ok ok
programs:invitation_accept           GET  letter       to no no no no no no no no no no no
programs:invitation_withdraw         GET  letter       to no no -- -- no ok no no no -- --
programs:agreement_draw_up           GET  consortium   to no no -- -- no ok no no no -- --
programs:agreement                   GET  agreement    to ok ok -- -- ok ok ok ok ok -- --
programs:agreement_text              GET  agreement    to ok ok -- -- ok ok ok ok ok -- --
programs:agreement_sign              GET  member       to no no -- -- no no ok no no -- --
programs:shares_propose              GET  member       to no no -- -- no ok ok no no -- --
programs:shares                      GET  shares       to ok ok -- -- ok ok ok ok ok -- --
programs:shares_confirm              GET  shares       to no no -- -- no ok no no no -- --
programs:shares_drop                 GET  shares       to no no -- -- no ok ok no no -- --
applications:list                    GET  –            to ok ok ok ok ok ok ok ok ok ok ok
applications:plan_draft              GET  consortium   to no no -- -- no to no no no -- --
applications:draft                   GET  consortium   to no no -- -- no no ok ok no -- --
applications:file                    GET  quote        to ok ok -- -- ok -- ok ok -- -- --
applications:cost_item_edit          GET  cost_item    to -- -- -- -- -- -- ok ok -- -- --
applications:cost_item_remove        GET  cost_item    to -- -- -- -- -- -- ok ok -- -- --
applications:quote_add               GET  cost_item    to -- -- -- -- -- -- ok ok -- -- --
applications:quote_edit              GET  competing    to -- -- -- -- -- -- ok ok -- -- --
applications:quote_choose            GET  competing    to -- -- -- -- -- -- ok ok -- -- --
applications:quote_remove            GET  competing    to -- -- -- -- -- -- ok ok -- -- --
applications:detail                  GET  application  to ok ok -- -- ok ok ok ok -- -- --
applications:edit                    GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:cost_item_add           GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:readings_template       GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:readings_upload         GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:readings_workbook       GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:readings_marked         GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:workbook_template       GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:workbook_upload         GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:workbook                GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:workbook_marked         GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:hand_in                 GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:questions               GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:pass_on_set             GET  plan         to no no -- -- no ok -- -- -- -- --
applications:pass_on_remove          GET  pass_on      to no no -- -- no ok -- -- -- -- --
applications:surplus_set             GET  plan         to no no -- -- no ok -- -- -- -- --
applications:resume                  GET  draft        to -- -- -- -- -- -- to to -- -- --
applications:hand_over               GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:take_over               GET  draft        to -- -- -- -- -- -- ok ok -- -- --
applications:ask_to_submit           GET  draft        to -- -- -- -- -- -- no to -- -- --
applications:receipt                 GET  submission   to ok ok -- -- ok -- ok ok -- -- --
applications:receipt_content         GET  submission   to ok ok -- -- ok -- ok ok -- -- --
applications:submit                  GET  draft        to -- -- -- -- -- -- to no -- -- --
applications:withdraw                GET  submitted    to no no -- -- no no ok no -- -- --
applications:return                  GET  submitted    to ok ok -- -- no no no no -- -- --
applications:assess                  GET  submitted    to ok no -- -- no no no no -- -- --
applications:select                  GET  plan         to to no -- -- no no -- -- -- -- --
applications:refuse                  GET  assessed     to ok ok -- -- no no no no -- -- --
applications:award                   GET  assessed     to no ok -- -- no no no no -- -- --
applications:correction_reply        GET  correction   to no no -- -- no -- ok ok -- -- --
applications:letter                  GET  sent         to ok ok -- -- ok -- ok ok -- -- --
applications:condition_report        GET  condition    to no no -- -- no -- ok ok -- -- --
applications:condition_confirm       GET  condition    to to no -- -- no -- no no -- -- --
applications:condition_reject        GET  condition    to to no -- -- no -- no no -- -- --
applications:condition_waive         GET  condition    to no ok -- -- no -- no no -- -- --
applications:object                  GET  awarded      to no no -- -- no no to no -- -- --
applications:objection               GET  objection    to ok ok -- -- ok -- ok ok -- -- --
applications:objection_answer        GET  objection    to no ok -- -- no -- no no -- -- --
applications:objection_put_off       GET  objection    to no ok -- -- no -- no no -- -- --
applications:objection_retract       GET  objection    to no no -- -- no -- ok no -- -- --
applications:contribution_propose    GET  application  to no no -- -- no no ok no -- -- --
applications:regrant_propose         GET  application  to no no -- -- no no ok no -- -- --
applications:regrant_retract         GET  proposal     to no no -- -- no no ok no -- -- --
applications:contribution_record     GET  proposed     to ok no -- -- no no no no no -- --
applications:panels                  GET  –            to ok ok ok ok ok ok ok ok ok ok ok
applications:pool                    GET  program      to ok no no no no no no no no no no
applications:reviewer_edit           GET  pooled       to ok no -- -- no -- -- -- -- -- --
applications:panel_open              GET  call         to ok no no no no no no no no no no
applications:panel                   GET  panel        to ok ok -- -- ok -- -- -- -- -- --
applications:panel_top_up            GET  panel        to ok no -- -- no -- -- -- -- -- --
applications:panel_minutes           GET  panel        to ok no -- -- no -- -- -- -- -- --
applications:panel_close             GET  panel        to ok no -- -- no -- -- -- -- -- --
applications:reviews                 GET  –            to ok ok ok ok ok ok ok ok ok ok ok
applications:review                  GET  review       to ok ok ok -- ok -- -- -- -- -- --
applications:review_declare          GET  review       to no no ok -- no -- -- -- -- -- --
applications:review_score            GET  review       to no no ok -- no -- -- -- -- -- --
applications:review_reopen           GET  review       to to no no -- no -- -- -- -- -- --
applications:review_release          GET  review       to ok no no -- no -- -- -- -- -- --
disbursements:grants                 GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:grant                  GET  grant        to ok ok -- -- ok ok ok ok -- -- --
disbursements:payment_draft          GET  grant        to no no -- -- no no ok ok -- -- --
disbursements:suspend                GET  grant        to ok ok -- -- no no no no -- -- --
disbursements:resume                 GET  grant        to to to -- -- no no no no -- -- --
disbursements:shrink                 GET  grant        to no ok -- -- no no no no -- -- --
disbursements:cancel                 GET  grant        to no ok -- -- no no no no -- -- --
disbursements:money_return           GET  grant        to ok no -- -- no no no no -- -- --
disbursements:payment_bounce         GET  payment      to to no -- -- no no no no -- -- --
disbursements:pass_through_record    GET  grant        to no no -- -- no no ok ok -- -- --
disbursements:measure_describe       GET  contribution to no no -- -- no no no no ok -- --
disbursements:gift_use_record        GET  contribution to no no -- -- no no no no ok -- --
disbursements:change_new             GET  grant        to no no -- -- no no ok no -- -- --
disbursements:versions               GET  grant        to ok ok -- -- ok -- ok ok -- -- --
disbursements:change                 GET  change       to ok ok -- -- ok ok ok ok -- -- --
disbursements:change_approve         GET  change       to no ok -- -- no no no no -- -- --
disbursements:change_refuse          GET  change       to no ok -- -- no no no no -- -- --
disbursements:change_recommend       GET  change       to ok no -- -- no no no no -- -- --
disbursements:change_withdraw        GET  change       to no no -- -- no no ok no -- -- --
disbursements:change_agree           GET  change       to no no -- -- no no no no -- -- --
disbursements:change_decline         GET  change       to no no -- -- no no no no -- -- --
disbursements:held                   GET  held         to ok ok -- -- ok -- ok ok -- -- --
disbursements:deliverable_record     GET  grant        to no no -- -- no no to to -- -- --
disbursements:deliverable_edit       GET  deliverable  to no no -- -- no no ok ok -- -- --
disbursements:accept                 GET  awarded      to no no -- -- no no ok no -- -- --
disbursements:payments               GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:file                   GET  invoice      to ok ok -- -- ok -- ok ok -- -- --
disbursements:payment_line_remove    GET  line         to no no -- -- no -- ok ok -- -- --
disbursements:payment_line_correct   GET  line         to no no -- -- no -- ok ok -- -- --
disbursements:evidence_add           GET  line         to no no -- -- no -- ok ok -- -- --
disbursements:evidence_remove        GET  evidence     to no no -- -- no -- ok ok -- -- --
disbursements:payment_line_file      GET  payment      to no no -- -- no no ok ok -- -- --
disbursements:cancelled_invoices     GET  program      to ok no no no no no no no no no no
disbursements:discrepancy            GET  discrepancy  to ok ok -- -- ok -- ok ok -- -- --
disbursements:discrepancy_clear      GET  discrepancy  to ok no -- -- no -- no no -- -- --
disbursements:waiver_ask             GET  discrepancy  to ok no -- -- no -- no no -- -- --
disbursements:waiver_grant           GET  discrepancy  to no ok -- -- no -- no no -- -- --
disbursements:passed_on_match        GET  passed       to ok no -- -- no no no no no -- --
disbursements:payment                GET  payment      to ok ok -- -- ok ok ok ok -- -- --
disbursements:payment_line_add       GET  payment      to no no -- -- no no ok ok -- -- --
disbursements:payment_invoices       GET  payment      to no no -- -- no no ok ok -- -- --
disbursements:payment_invoices_check GET  payment      to no no -- -- no no ok ok -- -- --
disbursements:payment_advance        GET  payment      to no no -- -- no no ok ok -- -- --
disbursements:payment_submit         GET  payment      to no no -- -- no no to no -- -- --
disbursements:payment_withdraw       GET  payment      to no no -- -- no no to no -- -- --
disbursements:payment_return         GET  payment      to ok ok -- -- no no no no -- -- --
disbursements:payment_check          GET  payment      to ok no -- -- no no no no -- -- --
disbursements:payment_approve        GET  payment      to no to -- -- no no no no -- -- --
disbursements:payment_release        GET  payment      to no no -- -- no no no no -- -- --
disbursements:payments_bulk          GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:bank_account_register  GET  grant        to no no -- -- no no ok no -- -- --
disbursements:bank_account           GET  bank_account to ok ok -- -- ok -- ok ok -- -- --
disbursements:bankbook               GET  bank_account to ok -- -- -- -- -- ok ok -- -- --
disbursements:bank_account_confirm   GET  bank_account to ok no -- -- no -- no no -- -- --
disbursements:bank_account_refuse    GET  bank_account to ok no -- -- no -- no no -- -- --
disbursements:bank_profile           GET  program      to ok no no no no no no no no no no
disbursements:batches                GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:batch                  GET  batch        to ok ok -- -- ok -- -- -- -- -- --
disbursements:batch_release          GET  batch        to no no -- -- no -- -- -- -- -- --
disbursements:batch_dissolve         GET  batch        to ok no -- -- no -- -- -- -- -- --
disbursements:batch_take             POST batch        to to no -- -- no -- -- -- -- -- --
disbursements:batch_file             GET  batch        to no no -- -- no -- -- -- -- -- --
disbursements:statements             GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:statement_upload       GET  –            to ok no no no no no no no no no no
disbursements:statement              GET  bank_statement to ok ok -- -- ok -- -- -- -- -- --
disbursements:statement_reconcile    POST bank_statement to to no -- -- no -- -- -- -- -- --
disbursements:entry_explain          GET  statement_entry to ok no -- -- no -- -- -- -- -- --
disbursements:delegations            GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:delegation_new         GET  –            to ok ok no no no no no no no no ok
disbursements:delegation_revoke      GET  delegation   to ok ok -- -- -- -- -- -- -- -- --
disbursements:limits                 GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:limit_set              GET  –            to no no no no no no no no no no no
disbursements:payment_confirm        GET  payment      to to no -- -- no no no no -- -- --
disbursements:passed_on              GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:open_duties            GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:pass_through           GET  passed       to ok ok -- -- ok ok ok ok ok -- --
disbursements:pass_through_confirm   GET  passed       to no no -- -- no no no no ok -- --
disbursements:pass_through_dispute   GET  passed       to no no -- -- no no no no ok -- --
disbursements:assets                 GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:asset                  GET  asset        to ok ok -- -- ok -- ok ok -- -- --
disbursements:asset_complete         GET  asset        to no no -- -- no -- ok ok -- -- --
disbursements:asset_report           GET  asset_report to no no -- -- no -- ok ok -- -- --
disbursements:asset_request_new      GET  kept_asset   to no no -- -- no -- ok no -- -- --
disbursements:asset_request          GET  asset_request to ok ok -- -- ok -- ok ok -- -- --
disbursements:asset_request_recommend GET asset_request to ok no -- -- no -- no no -- -- --
disbursements:asset_request_approve  GET  asset_request to no to -- -- no -- no no -- -- --
disbursements:asset_request_refuse   GET  asset_request to no to -- -- no -- no no -- -- --
disbursements:asset_request_withdraw GET  asset_request to no no -- -- no -- ok no -- -- --
disbursements:return_propose         GET  asset_request to ok no -- -- no -- no no -- -- --
disbursements:inspections            GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:inspection             GET  inspection   to ok ok -- -- ok -- ok ok -- -- --
disbursements:inspection_plan        GET  grant        to ok no -- -- no no no no -- -- --
disbursements:rating_override        GET  grant        to ok no -- -- no no no no -- -- --
disbursements:point_answer           GET  point        to ok no -- -- no -- no no -- -- --
disbursements:inspection_photo       GET  inspection   to ok no -- -- no -- no no -- -- --
disbursements:finding_raise          GET  inspection   to ok no -- -- no -- no no -- -- --
disbursements:inspection_conclude    GET  inspection   to ok no -- -- no -- no no -- -- --
disbursements:inspection_drop        GET  inspection   to ok no -- -- no -- no no -- -- --
disbursements:finding                GET  finding      to ok ok -- -- ok -- ok ok -- -- --
disbursements:finding_answer         GET  finding      to no no -- -- no -- ok ok -- -- --
disbursements:finding_close          GET  finding      to to no -- -- no -- no no -- -- --
disbursements:finding_reopen         GET  finding      to to no -- -- no -- no no -- -- --
documents:labels                     GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:debts                  GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:debt                   GET  debt         to ok ok -- -- ok -- ok ok -- -- --
disbursements:debt_propose           GET  grant        to ok no -- -- no no no no -- -- --
disbursements:debt_order             GET  debt         to no to -- -- no -- no no -- -- --
disbursements:debt_drop              GET  debt         to no to -- -- no -- no no -- -- --
disbursements:debt_pay               GET  debt         to ok no -- -- no -- no no -- -- --
disbursements:debt_write_off         GET  debt         to no ok -- -- no -- no no -- -- --
disbursements:debt_withdraw          GET  debt         to no ok -- -- no -- no no -- -- --
disbursements:debt_instalments       GET  debt         to no ok -- -- no -- no no -- -- --
disbursements:debt_exclude           GET  debt         to no ok -- -- no -- no no -- -- --
disbursements:debt_charge            GET  debt         to ok no -- -- no -- no no -- -- --
disbursements:set_off_bind           GET  payment      to no ok -- -- no no no no -- -- --
disbursements:set_off_confirm        GET  payment      to to no -- -- no no no no -- -- --
disbursements:set_off_lift           GET  set_off      to no ok -- -- no -- no no -- -- --
disbursements:settlements            GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:settlement             GET  settlement   to ok ok -- -- ok -- ok ok -- -- --
disbursements:settlement_open        GET  grant        to ok no -- -- no no no no -- -- --
disbursements:grant_close            GET  grant        to no ok -- -- no no no no -- -- --
disbursements:settlement_state       GET  settlement   to no no -- -- no -- ok no -- -- --
disbursements:settlement_line        GET  settlement_line to ok no -- -- no -- no no -- -- --
disbursements:settlement_return      GET  settlement   to to no -- -- no -- no no -- -- --
disbursements:settlement_check       GET  settlement   to to no -- -- no -- no no -- -- --
disbursements:settlement_send_back   GET  settlement   to no to -- -- no -- no no -- -- --
disbursements:settlement_confirm     GET  settlement   to no to -- -- no -- no no -- -- --
disbursements:settlement_interest    GET  settlement   to ok no -- -- no -- no no -- -- --
disbursements:audits                 GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:audit                  GET  audit        to ok ok -- -- ok -- ok ok -- -- --
disbursements:audit_name             GET  audit        to no no -- -- no -- ok no -- -- --
disbursements:audit_hand_in          GET  audit        to no no -- -- no -- to no -- -- --
disbursements:audit_accept           GET  audit        to to no -- -- no -- no no -- -- --
disbursements:audit_return           GET  audit        to to no -- -- no -- no no -- -- --
disbursements:disclosures            GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:punctuality            GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:pledges                GET  –            to ok ok ok ok ok ok ok ok ok ok ok
disbursements:promise                GET  consortium   to no no -- -- no ok no no no -- --
disbursements:pledge                 GET  pledge       to ok ok -- -- ok ok -- -- -- -- --
disbursements:pledge_pay_in          GET  pledge       to no no -- -- no ok -- -- -- -- --
disbursements:pledge_pay_back        GET  pledge       to no no -- -- no ok -- -- -- -- --
disbursements:pledge_give            GET  pledge       to no no -- -- no ok -- -- -- -- --
disbursements:in_kind_new            GET  pledge       to no no -- -- no ok -- -- -- -- --
disbursements:pledge_gift            GET  pledge_gift  to ok ok -- -- ok ok ok ok -- -- --
disbursements:pledge_gift_confirm    GET  pledge_gift  to no no -- -- no no ok no -- -- --
disbursements:pledge_gift_dispute    GET  pledge_gift  to no no -- -- no no ok no -- -- --
disbursements:pledge_gift_return     GET  pledge_gift  to no no -- -- no no ok ok -- -- --
disbursements:in_kind                GET  in_kind      to ok ok -- -- ok ok -- -- -- -- --
disbursements:in_kind_recognise      GET  in_kind      to ok no -- -- no no -- -- -- -- --
disbursements:in_kind_refuse         GET  in_kind      to ok no -- -- no no -- -- -- -- --
disbursements:year_close_new         GET  program      to ok no no no no no no no no no no
disbursements:year_close             GET  year_close   to ok ok -- -- ok -- -- -- -- -- --
disbursements:year_close_decide      GET  year_close   to no ok -- -- no -- -- -- -- -- --
disbursements:year_close_withdraw    GET  year_close   to ok ok -- -- no -- -- -- -- -- --
measurement:list                     GET  –            to ok ok ok ok ok ok ok ok ok ok ok
measurement:measure                  GET  measure      to ok ok -- ok ok -- ok ok -- -- --
measurement:commission               GET  measure      to no no -- no no -- ok ok -- -- --
measurement:exposures                GET  measure      to no no -- no no -- ok ok -- -- --
measurement:meter_add                GET  measure      to no no -- no no -- to to -- -- --
measurement:meter_replace            GET  measure      to no no -- no no -- ok ok -- -- --
measurement:meter_turned             GET  measure      to no no -- no no -- ok ok -- -- --
measurement:calibration_add          GET  measure      to no no -- no no -- ok ok -- -- --
measurement:calibration_withdraw     GET  calibration  to no no -- no no -- ok ok -- -- --
measurement:bill_add                 GET  measure      to no no -- no no -- to to -- -- --
measurement:bill_withdraw            GET  bill         to no no -- no no -- ok ok -- -- --
measurement:readings                 GET  measure      to no no -- no no -- ok ok -- -- --
measurement:readings_template        GET  measure      to no no -- no no -- ok ok -- -- --
measurement:readings_upload          GET  measure      to no no -- no no -- ok ok -- -- --
measurement:readings_workbook        GET  measure      to no no -- no no -- ok ok -- -- --
measurement:readings_marked          GET  measure      to no no -- no no -- ok ok -- -- --
measurement:file                     GET  measure      to ok ok -- ok ok -- ok ok -- -- --
measurement:flag_answer              GET  flag         to no no -- no no -- ok ok -- -- --
measurement:reading_correct          GET  reading      to no no -- no no -- ok ok -- -- --
methods:list                         GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
methods:method                       GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
factoring:list                       GET  –            to ok ok ok ok ok ok ok ok ok ok ok
factoring:draft                      GET  –            to ok no no no no no no no no no ok
factoring:table                      GET  factor_table to ok ok -- -- ok -- -- -- -- -- --
factoring:enter                      GET  factor_table to ok no -- -- no -- -- -- -- -- --
factoring:remove                     GET  factor_table to ok no -- -- no -- -- -- -- -- --
factoring:propose                    GET  factor_table to ok no -- -- no -- -- -- -- -- --
factoring:approve                    GET  factor_table to no to -- -- no -- -- -- -- -- --
factoring:refuse                     GET  factor_table to no to -- -- no -- -- -- -- -- --
factoring:use                        GET  factor_table to ok no -- -- no -- -- -- -- -- --
factoring:template                   GET  factor_table to ok -- -- -- -- -- -- -- -- -- --
factoring:upload                     GET  factor_table to ok no -- -- no -- -- -- -- -- --
factoring:workbook                   GET  factor_table to ok no -- -- no -- -- -- -- -- --
factoring:marked                     GET  factor_table to ok -- -- -- -- -- -- -- -- -- --
statements:list                      GET  –            to ok ok ok ok ok ok ok ok ok ok ok
statements:calculate                 GET  measure      to no no -- no no -- ok ok -- -- --
statements:detail                    GET  statement    to ok ok -- ok ok -- ok ok -- -- --
statements:dry_run                   GET  factor_table to ok ok -- -- ok -- -- -- -- -- --
statements:finding                   GET  verification_finding to ok ok -- ok ok -- ok ok -- -- --
statements:finding_answer            GET  verification_finding to no no -- no no -- ok ok -- -- --
statements:finding_reopen            GET  verification_finding to no no -- to no -- no no -- -- --
statements:finding_close             GET  verification_finding to no no -- ok no -- no no -- -- --
statements:finding_withdraw          GET  verification_finding to no no -- ok no -- no no -- -- --
statements:finding_deduct            GET  verification_finding to no no -- to no -- no no -- -- --
statements:sample_mark               GET  sample_item  to no no -- ok no -- no no -- -- --
statements:evidence                  GET  statement    to ok ok -- ok ok -- ok ok -- -- --
statements:reproduce                 GET  statement    to ok ok -- ok ok -- ok ok -- -- --
statements:sample                    GET  statement    to no no -- ok no -- no no -- -- --
statements:finding_new               GET  statement    to no no -- ok no -- no no -- -- --
statements:conflict                  GET  statement    to ok no -- ok no -- no no -- -- --
statements:submit                    GET  statement    to no no -- no no -- to no -- -- --
statements:assign                    GET  statement    to to no -- no no -- no no -- -- --
statements:verify                    GET  statement    to no no -- ok no -- no no -- -- --
statements:return                    GET  statement    to no no -- ok no -- no no -- -- --
statements:correct                   GET  statement    to no no -- no no -- to to -- -- --
statements:signed_bill               GET  statement    to no no -- no no -- to to -- -- --
statements:restate                   GET  statement    to no no -- no no -- to to -- -- --
statements:withdraw                  GET  statement    to no no -- no no -- to no -- -- --
claims:list                          GET  –            to ok ok ok ok ok ok ok ok ok ok ok
claims:claim                         GET  consortium   to no no -- -- no ok no no no -- --
claims:detail                        GET  claim        to ok ok -- -- ok ok -- -- -- -- --
claims:retire                        GET  claim        to no no -- -- no ok -- -- -- -- --
claims:release                       GET  claim        to no no -- -- no ok -- -- -- -- --
claims:koc                           GET  claim        to no no -- -- no no -- -- -- -- --
claims:kcu                           GET  claim        to no no -- -- no no -- -- -- -- --
claims:cancel                        GET  claim        to no no -- -- no no -- -- -- -- --
claims:replace                       GET  claim        to no no -- -- no to -- -- -- -- --
claims:release_missing               GET  claim        to no no -- -- no to -- -- -- -- --
claims:scope3                        GET  anchor       to ok ok -- -- ok ok -- -- -- -- --
claims:lot                           GET  lot          to ok ok -- -- ok ok -- -- -- -- --
claims:performances                  GET  –            to ok ok ok ok ok ok ok ok ok ok ok
claims:performance_propose           GET  consortium   to no no -- -- no no no no no -- --
claims:performance                   GET  decision     to ok ok -- -- ok -- -- -- -- -- --
claims:performance_decide            GET  decision     to no ok -- -- no -- -- -- -- -- --
claims:performance_drop              GET  decision     to no ok -- -- no -- -- -- -- -- --
tallies:list                         GET  –            to ok ok ok ok ok ok ok ok ok ok ok
tallies:make                         POST program      to to to no no no no no no no no no
tallies:kept                         GET  program      to ok ok -- -- ok -- -- -- -- -- --
tallies:suppliers                    GET  consortium   to ok ok -- -- ok ok -- -- -- -- --
tallies:own                          GET  firm         to ok ok -- -- ok -- ok ok -- -- --
tallies:detail                       GET  tally        to ok ok -- -- ok -- -- -- -- -- --
documents:list                       GET  –            to ok ok ok ok ok ok ok ok ok ok ok
documents:of                         GET  consortium   to ok ok -- -- ok -- -- -- -- -- --
documents:detail                     GET  document     to ok ok -- -- ok -- -- -- -- -- --
documents:file                       GET  document     to ok ok -- -- ok -- -- -- -- -- --
documents:volume                     GET  document     to ok ok -- -- ok -- -- -- -- -- --
documents:sign                       GET  document     to no ok -- -- no -- -- -- -- -- --
documents:figures                    GET  document     to ok ok -- -- ok -- -- -- -- -- --
documents:bundles                    GET  program      to ok ok -- -- ok -- -- -- -- -- --
documents:bundle                     GET  bundle       to ok ok -- -- ok -- -- -- -- -- --
documents:bundle_file                GET  bundle       to ok ok -- -- ok -- -- -- -- -- --
verify:form                          GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
verify:code                          GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:overview                    GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:programs                    GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:calls                       GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:consortia                   GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:grants                      GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:passed_on                   GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:reductions                  GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:snapshots                   GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
register:snapshot                    GET  register     ok ok ok ok ok ok ok ok ok ok ok ok
register:whole                       GET  register     ok ok ok ok ok ok ok ok ok ok ok ok
register:take                        POST –            to to no no no no no no no no no to
opendata:about                       GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
opendata:grants                      GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
exports:list                         GET  –            to ok ok ok ok ok ok ok ok ok ok ok
exports:make                         GET  program      to ok no no no no no no no no no no
exports:detail                       GET  pack         to ok ok -- -- ok -- -- -- -- -- --
exports:file                         GET  pack         to ok ok -- -- ok -- -- -- -- -- --
exports:status                       GET  pack         to ok no -- -- no -- -- -- -- -- --
exports:status_file                  GET  status_file  to ok ok -- -- ok -- -- -- -- -- --
api:guide                            GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
api:unknown                          GET  –            -- -- -- -- -- -- -- -- -- -- -- --
api:v1:api-root                      GET  –            -- -- -- -- -- -- -- -- -- -- -- --
api:v1:openapi-json                  GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
api:v1:public_programs               GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
api:v1:public_calls                  GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
api:v1:public_consortia              GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
api:v1:public_grants                 GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
api:v1:public_passed_on              GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
api:v1:public_reductions             GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
api:v1:own_firm                      GET  –            un un un un un un un un un un un un
api:v1:own_memberships               GET  –            un un un un un un un un un un un un
api:v1:own_membership                GET  member       un un un un un un un un un un un un
api:v1:own_applications              GET  –            un un un un un un un un un un un un
api:v1:own_application               GET  application  un un un un un un un un un un un un
api:v1:own_grants                    GET  –            un un un un un un un un un un un un
api:v1:own_grant                     GET  grant        un un un un un un un un un un un un
api:v1:own_payments                  GET  –            un un un un un un un un un un un un
api:v1:own_payment                   GET  payment      un un un un un un un un un un un un
api:v1:own_pass_throughs             GET  –            un un un un un un un un un un un un
api:v1:own_pass_through              GET  passed       un un un un un un un un un un un un
api:v1:own_statements                GET  –            un un un un un un un un un un un un
api:v1:own_statement                 GET  statement    un un un un un un un un un un un un
api:v1:own_claims                    GET  –            un un un un un un un un un un un un
api:v1:own_claim                     GET  claim        un un un un un un un un un un un un
api:firm                             GET  firm         to no no -- -- no no ok no no -- no
api:token_make                       GET  firm         to no no -- -- no no ok no no -- no
api:hook_register                    GET  firm         to no no -- -- no no ok no no -- no
api:token_revoke                     GET  token        to -- -- -- -- -- -- ok -- -- -- --
api:hook                             GET  hook         to -- -- -- -- -- -- ok -- -- -- --
api:hook_stop                        GET  hook         to -- -- -- -- -- -- ok -- -- -- --
api:send_again                       GET  delivery     to -- -- -- -- -- -- ok -- -- -- --
signals:list                         GET  –            to ok ok ok ok ok ok ok ok ok ok ok
signals:look                         POST –            to to no no no no no no no no no to
signals:prices                       GET  –            to ok ok ok ok ok ok ok ok ok ok ok
signals:detail                       GET  signal       to ok ok -- -- ok -- -- -- -- -- --
signals:examine                      GET  signal       to ok no -- -- no -- -- -- -- -- --
auditing:follow                      GET  –            to ok ok no no ok no no no no no ok
auditing:call                        GET  call         to ok ok no no ok no no no no no --
auditing:grant                       GET  grant        to ok ok no no ok no no no no no --
auditing:payment                     GET  payment      to ok ok no no ok no no no no no --
auditing:passed                      GET  passed       to ok ok no no ok no no no no no --
auditing:measure                     GET  measure      to ok ok no no ok no no no no no --
auditing:lot                         GET  statement    to ok ok no no ok no no no no no --
auditing:claim                       GET  claim        to ok ok no no ok no no no no no --
auditing:samples                     GET  –            to ok ok ok ok ok ok ok ok ok ok ok
auditing:draw                        GET  program      to no no no no ok no no no no no no
auditing:sample                      GET  audit_sample to -- -- -- -- ok -- -- -- -- -- --
auditing:population                  GET  audit_sample to -- -- -- -- ok -- -- -- -- -- --
auditing:bundle_sample               POST audit_sample to -- -- -- -- to -- -- -- -- -- --
auditing:look                        GET  audit_item   to -- -- -- -- ok -- -- -- -- -- --
auditing:finding_new                 GET  audit_item   to -- -- -- -- ok -- -- -- -- -- --
auditing:findings                    GET  –            to ok ok ok ok ok ok ok ok ok ok ok
auditing:finding                     GET  audit_finding to ok ok -- -- ok -- -- -- -- -- --
auditing:finding_file                GET  audit_finding to ok ok -- -- ok -- -- -- -- -- --
auditing:finding_answer              GET  audit_finding to ok no -- -- no -- -- -- -- -- --
auditing:finding_again               GET  answered_audit_finding to no no -- -- ok -- -- -- -- -- --
auditing:finding_close               GET  audit_finding to no no -- -- ok -- -- -- -- -- --
auditing:bundle_grant                POST grant        to no no -- -- to -- -- -- -- -- --
auditing:bundle                      GET  evidence_bundle to -- -- -- -- ok -- -- -- -- -- --
auditing:bundle_file                 GET  evidence_bundle to -- -- -- -- ok -- -- -- -- -- --
dashboards:home                      GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
dashboards:calculator                GET  –            ok ok ok ok ok ok ok ok ok ok ok ok
dashboards:search                    GET  –            to ok ok ok ok ok ok ok ok ok ok ok
dashboards:inbox_dismiss             POST notice       to to -- -- -- -- -- -- -- -- -- --
dashboards:programs                  GET  –            to ok ok ok ok ok ok ok ok ok ok ok
dashboards:consortia                 GET  –            to ok ok ok ok ok ok ok ok ok ok ok
dashboards:program                   GET  program      ok ok ok ok ok ok ok ok ok ok ok ok
dashboards:budget                    GET  program      to ok ok -- -- ok -- -- -- -- -- --
dashboards:breakdown                 GET  program      to ok ok -- -- ok -- -- -- -- -- --
dashboards:consortium                GET  consortium   to ok ok -- -- ok ok ok ok ok -- --
dashboards:chain                     GET  consortium   to ok ok -- -- ok ok ok ok ok -- --
dashboards:firm                      GET  firm         to ok ok -- -- ok ok ok ok ok -- ok
dashboards:account                   GET  account      to ok ok -- -- ok ok ok ok -- -- --
"""

#: addresses whose answer does not depend on who asks, and where they are tested
ELSEWHERE = {"healthz": "tests/jobs/test_health.py"}

#: parts of addresses besides `public_id`
MORE = {
    "program_id": lambda world: world.program.public_id,
    "version_id": lambda world: world.version.public_id,
    "state": lambda world: "available",
    "method_code": lambda world: "led",
    "dimension": lambda world: "consortium",
    "kind": lambda world: "application",
    "workbook_id": lambda world: world.workbook.public_id,
    "factors_sheet_id": lambda world: world.factors_workbook.public_id,
    "sheet_id": lambda world: world.measured_workbook.public_id,
    "readings_id": lambda world: world.readings_workbook.public_id,
    "listing_id": lambda world: world.invoice.public_id,
    "file_id": lambda world: world.photo.public_id,
    "code": lambda world: world.document.code,
    "paper": lambda world: "consortium-audit",
    "number": lambda world: 1,
}


class Row(NamedTuple):
    """One line of the table: {person: status}."""

    method: str
    subject: str
    expected: dict[str, int]


def table(text: str = TABLE) -> dict[str, Row]:
    rows = {}
    for line in text.strip().splitlines():
        if line and not line.startswith("#"):
            name, method, subject, *marks = line.split()
            rows[name] = Row(method, subject, dict(zip(CAST, (STATUS[m] for m in marks), strict=True)))
    return rows


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the product with its name; a nameless one is named after its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner)
        else:
            yield space + (pattern.name or str(pattern.pattern)), pattern


def product_addresses() -> dict[str, URLPattern]:
    """Return {name: address} of all but allauth's own, which say nothing about a case."""
    return {name: at for name, at in addresses() if not name.startswith("account_")}


def url_of(name: str, pattern: URLPattern, subject: str, world: Any) -> str:
    given = {}
    for part in pattern.pattern.converters:
        given[part] = getattr(world, subject).public_id if part == "public_id" else MORE[part](world)
    return reverse(name, kwargs=given)


def tables_written(sql: str) -> set[str]:
    """Return the tables that a statement writes, but for that of sessions."""
    return {table for _verb, table in WRITES.findall(sql)} - {"django_session"}


def ask(client: Client, method: str, url: str, written: set[str] | None = None) -> int:
    """Return the status of an answer, note the tables it wrote, and undo whatever the question changed."""

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if written is not None:
            written.update(tables_written(sql))
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(note):
        status = getattr(client, method.lower())(url).status_code
        transaction.set_rollback(True)
    return status


def surprises(name: str, row: Row, url: str, clients: dict[str, Client]) -> list[str]:
    """Ask as everybody; reading changes nothing, and where it is refused, sending is refused as well."""
    found = []
    for person, expected in row.expected.items():
        written: set[str] = set()
        got = ask(clients[person], row.method, url, written)
        if row.method == "GET" and written:
            found.append(f"{name} as {person}: reading it writes {sorted(written)}")
        if got != expected:
            found.append(f"{name} as {person}: {got}, expected {expected}")
        elif expected == 403 and row.method == "GET" and (sent := ask(clients[person], "POST", url)) != 403:
            found.append(f"{name} as {person}: 403 to read and {sent} to send")
    return found


def unlisted(names: set[str], rows: dict[str, Row]) -> list[str]:
    return [
        *(f"{name}: not in the table" for name in names - rows.keys() - ELSEWHERE.keys()),
        *(f"{name}: in the table, and no such address" for name in rows.keys() - names),
    ]


class TestTable:
    def test_has_every_address(self):
        names = set(product_addresses())

        passed("addresses", len(names), 70, unlisted(names, table()))

    def test_an_unlisted_address_is_caught(self):
        assert unlisted({"firms:edit", "firms:new"}, {"firms:edit": Row("GET", "firm", {})}) == [
            "firms:new: not in the table"
        ]


@pytest.mark.early
class TestAnswers:
    def test_are_what_the_table_says(self, world: SimpleNamespace, clients: dict[str, Client]):
        patterns, rows = product_addresses(), table()
        wrong = [
            surprise
            for name, row in rows.items()
            if name in patterns
            for surprise in surprises(name, row, url_of(name, patterns[name], row.subject, world), clients)
        ]

        passed(f"answers to {len(rows)} addresses", len(rows) * len(CAST), 800, wrong)

    def test_a_planted_expectation_is_caught(self, world: SimpleNamespace, clients: dict[str, Client]):
        planted = Row("GET", "application", {"rival_rep": 200, "officer": 200})

        found = surprises("planted", planted, world.application.get_absolute_url(), clients)

        assert found == ["planted as rival_rep: 404, expected 200"]

    def test_a_planted_write_is_caught(self):
        assert tables_written('SELECT set_config(); UPDATE "firms_firm" SET "name" = %s') == {"firms_firm"}
        assert not tables_written('SELECT 1 FROM "firms_firm" FOR NO KEY UPDATE OF "firms_firm"')
        assert not tables_written('UPDATE "django_session" SET "expire_date" = %s')


@pytest.mark.django_db
class TestSignIn:
    @pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
    def test_pages_are_open(self, client: Client, name: str):
        assert client.get(reverse(name)).status_code == 200

    @pytest.mark.parametrize("name", ["account_email", "account_change_password", "account_logout"])
    def test_pages_of_an_account_ask_strangers_to_sign_in(self, client: Client, name: str):
        assert client.get(reverse(name)).status_code == 302
