//! The thirty misbehaviours that hurt users most, in that order, each with all rows of the catalogue that it is about.

use rstest::rstest;

use crate::{GROUPS, row};

#[rstest]
#[case::data_connections_must_resume(&["tls-data-reuse-required", "tls-reuse-tls13-ticket"])]
#[case::pasv_names_another_address(&["pasv-private-ip", "pasv-wrong-ip"])]
#[case::no_word_of_the_end(&["final-missing", "final-late", "control-cut-during-data"])]
#[case::epsv_leads_nowhere(&["epsv-port-filtered", "feat-lies-more"])]
#[case::truncation_is_called_success(&["upload-cut-226", "tls13-upload-truncated", "truncate-226"])]
#[case::stale_replies(&["reply-unsolicited", "reply-shifted"])]
#[case::odd_lines_of_listings(&[
    "garbage-line", "unix-time-recent", "unix-time-leap", "unix-time-year-and-time", "unix-time-wrong-year", "dos-iis",
    "dos-iis-4digit", "dos-24h", "dos-slash", "dos-junction", "mlsd-no-facts", "mlsd-case", "mlsd-order", "mlsd-cdir-pdir",
    "mlsd-garbage-lines",
])]
#[case::too_many_clients(&["conn-limit", "banner-421-full", "login-530-transient"])]
#[case::names_that_are_no_utf8(&["opts-utf8-refused", "reply-latin1", "utf8-needs-opts"])]
#[case::size_under_type_a(&["size-ascii-550"])]
#[case::complete_before_the_data(&["final-early"])]
#[case::options_of_list_are_paths(&["list-args-literal"])]
#[case::empty_or_missing(&["list-550-empty", "empty-but-226"])]
#[case::transfers_begin_with_125(&["prelim-125"])]
#[case::odd_replies_of_many_lines(&[
    "multiline-mismatched-end", "multiline-inner-codes", "multiline-empty-middle", "multiline-no-end",
    "multiline-end-no-text", "multiline-code-on-every-line", "multiline-space-after-hyphen", "multiline-reversed",
    "multiline-where-single",
])]
#[case::handshakes_of_data_connections(&[
    "tls-data-handshake-before-150", "tls-data-handshake-after-150", "tls-data-no-handshake-zero",
])]
#[case::one_550_for_all(&["cwd-550-permission"])]
#[case::uploads_that_fail_late(&["final-4xx-after-data", "quota-552", "upload-stop-reading"])]
#[case::times_of_another_zone(&["tz-skew", "unix-time-wrong-year"])]
#[case::idle_for_too_long(&["421-idle", "noop-ignored-by-idle-timer"])]
#[case::no_feat(&["feat-502", "feat-530", "feat-no-indent"])]
#[case::no_mlsd(&["mlsd-unsupported", "mlsd-only", "mlsd-leading-space"])]
#[case::tls_first(&["prot-p-required", "implicit-990", "auth-required-530"])]
#[case::pasv_in_other_words(&["pasv-no-parens", "pasv-multiline", "epsv-answers-227"])]
#[case::noop_in_a_transfer(&[
    "noop-during-transfer-queued", "noop-during-transfer-immediate", "noop-during-transfer-500",
])]
#[case::rest_means_something_else(&["rest-stor-zero-fill", "rest-persists", "rest-ignored"])]
#[case::hidden_names(&["list-hidden-omitted"])]
#[case::drop_boxes(&["perm-per-op", "appear-late"])]
#[case::answers_to_abor(&["abor-orders"])]
#[case::listings_of_other_systems(&[
    "mvs-dataset", "mvs-migrated", "mvs-member", "mvs-loadlib", "mvs-jes", "os400-library", "os400-ifs", "vms",
    "vms-two-lines", "iis-unix-style",
])]
fn one_of_the_top_30(#[case] ids: &[&str]) {
    for id in ids {
        let rows = GROUPS.iter().flat_map(|group| group.iter());
        let row = rows.into_iter().find(|row| row.id == *id);
        let row = row.unwrap_or_else(|| panic!("no row {id} in the catalogue"));
        assert!(row.can_be_made(), "{id} is out of reach");
        row::prove(std::slice::from_ref(row));
    }
}
