/* Every operation of the service, by resource; rows are in api/<resource>.c. */
#ifndef API_OPERATIONS_H
#define API_OPERATIONS_H

#include "hooks.h"
#include "server/error.h"
#include "server/operation.h"
#include "server/route.h"

/* shop.c: what anyone may look at. */
extern const struct operation home_show, category_show, search_show,
    suggest_show, product_show, stall_show, groups_show, badge_show,
    sitemap_show;
extern const struct route shop_api[];

/* account.c: people. */
extern const struct operation login_request, login_confirm, logout,
    account_show, role_switch, profile_show, profile_save, tokens_show,
    token_make, token_revoke;
extern const struct route account_api[];

/* cart.c, address.c, order.c: a customer buys. */
extern const struct operation cart_show, cart_add, cart_set;
extern const struct operation addresses_show, address_show, cities_show,
    address_save, address_delete;
extern const struct operation checkout_show, order_place, order_show,
    orders_show, order_cancel, parcel_receive, payment_start, payment_back,
    payment_show;
extern const struct route cart_api[], address_api[], order_api[];

/* product.c, media.c, parcel.c, return.c, payout.c: a group sells. */
extern const struct operation desk_show, own_products_show, own_product_show,
    product_new_show, product_create, product_save, variants_save, variant_set,
    product_propose, product_recall, product_pause, product_resume,
    product_archive;
extern const struct operation photos_show, photo_add, photo_remove, photo_move;
extern const struct operation parcels_show, parcel_show, slip_show,
    parcel_accept, parcel_prepare, parcel_ship, parcel_cancel, earnings_show;
extern const struct operation return_form_show, return_ask, return_show,
    return_take, return_refuse, parcel_refund;
extern const struct operation payouts_show, payout_ask, payout_release,
    payout_cancel, division_show, payout_divide, payout_batches_show,
    payout_batch_show, payout_batch_make, payout_batch_answer;
extern const struct operation savings_show, savings_code_set,
    savings_cycle_form_show, savings_cycle_open, savings_meeting_form_show,
    savings_meeting_record, savings_meetings_show, savings_meeting_show,
    savings_meeting_reverse, savings_bank_record, passbook_show, passbooks_show,
    savings_share_out_show, savings_share_out;
extern const struct route product_api[], media_api[], parcel_api[],
    payout_api[], return_api[], savings_api[];

/* invoice.c: what was sold, to whom, for how much, with its tax. */
extern const struct operation invoice_show, own_invoice_show;
extern const struct route invoice_api[];

/* settlement.c: the gateways beside the market's book. */
extern const struct operation settlements_show, settlement_show,
    settlement_read, reconciliation_show;
extern const struct route settlement_api[];

/* book.c: that book itself. */
extern const struct operation trial_show, book_accounts_show, book_account_show,
    book_entry_show, period_show, period_close;
extern const struct route book_api[];

/* application.c: an account applies for a group. */
extern const struct operation applications_show, application_form_show,
    application_save, application_show, application_member_show,
    application_member_save, application_member_drop, application_submit,
    application_withdraw, statute_show, statute_save;
extern const struct route application_api[];

/* member.c, formation.c: and it comes to life. */
extern const struct operation invitations_show, invitation_show,
    invitation_code, invitation_accept, invitation_decline, publicity_withdraw,
    members_show, member_show, member_invite, member_uninvite, member_leave,
    member_pause, member_resume;
extern const struct operation formation_show, group_ask_review, bank_save,
    bank_verify, group_assign, group_review_show, group_decide,
    confirmations_show;
extern const struct route member_api[], formation_api[];

/* alert.c: what wants looking at. */
extern const struct operation alerts_show, alert_choices_show, alerts_choose;
extern const struct route alert_api[];

/* meeting.c, training.c, conflict.c: what a group does is written down. */
extern const struct operation meetings_show, meeting_show, meeting_form_show,
    meeting_record, meeting_void, trainings_show, training_form_show,
    training_record, training_void, conflicts_show, conflict_resolve;
extern const struct route meeting_api[], training_api[], conflict_api[];

/* assessment.c: how its members and the group go on. */
extern const struct operation assessments_show, assessment_form_show,
    assessment_record, assessment_void, member_progress_show, own_progress_show,
    group_progress_show, own_group_progress_show;
extern const struct route assessment_api[];

/* clinic.c: and a clinic decides. */
extern const struct operation clinic_show, clinic_applications_show,
    member_unmask, clinic_products_show, product_check_show, product_publish,
    product_return, clinic_groups_show, clinic_facilitators_show,
    clinic_quality_show;
extern const struct route clinic_api[];

/* facilitator.c, visit.c: a facilitator goes along with her groups. */
extern const struct operation facilitator_show, portfolio_show, portfolio_map,
    group_file_show;
extern const struct operation visits_calendar_show, visit_form_show, visit_plan,
    visit_report, visit_show, visit_cancel;
extern const struct route facilitator_api[], visit_api[];
/* document.c, access.c: papers of a group; who read a person's file. */
extern const struct operation documents_show, document_add, document_remove,
    document_image, letter_show, access_show;
extern const struct route document_api[], access_api[];
/* board.c, export.c: officers watch, and take lists with them. */
extern const struct operation board_show, office_groups_show;
extern const struct operation export_start, exports_show, export_show,
    export_file;
extern const struct route board_api[], export_api[];

/* report.c: what groups save, counted. */
extern const struct operation savings_report_show, savings_board_show,
    savings_groups_show;
extern const struct route report_api[];

/* work.c: what the job runner could not do. */
extern const struct operation work_show, work_again;
extern const struct route work_api[];

/* import.c: groups and clinics that come as files. */
extern const struct operation imports_show, import_fields_show, import_show,
    import_errors_show, import_add, import_match, import_write, import_drop;
extern const struct route import_api[];

/* errors.c: refusals beyond the general ones. */
extern const struct error_row api_errors[];

/* The JSON face: every table above under /api/v1. */
extern const struct route_face api_face;

#endif
