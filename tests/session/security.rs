//! AUTH to CCC (PROTOCOL §8.2): who may say what, when, and what TLS policies refuse.

use ftpmock::auth::User;
use ftpmock::session::{DataPolicy, Policy, ReusePolicy, TlsPolicy, TransferEnd};
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn policy(change: impl FnOnce(&mut TlsPolicy)) -> Policy {
    let mut policy = Policy::default();
    policy.tls.offered = true;
    change(&mut policy.tls);
    policy
}

fn offering() -> Talk {
    session_with(policy(|_| ()))
}

/// After `AUTH TLS` and its handshake.
fn secure(policy: Policy) -> Talk {
    let mut s = session_with(policy);
    assert_eq!(
        s.say("AUTH TLS"),
        "234 AUTH accepted, start TLS.\nstart TLS"
    );
    assert_eq!(s.shake_hands(None), "");
    s
}

/// With protected data connections.
fn private(policy: Policy) -> Talk {
    let mut s = secure(policy);
    assert_eq!(s.say("PBSZ 0"), "200 PBSZ=0");
    assert_eq!(s.say("PROT P"), "200 Protection level set to P.");
    s
}

const NONE: &str = "503 No security exchange: use AUTH first.";

#[test]
fn without_tls_there_is_none_of_it() {
    let mut s = session();
    for line in [
        "AUTH TLS", "ADAT x", "PBSZ 0", "PROT P", "CCC", "MIC x", "CONF x", "ENC x",
    ] {
        assert_eq!(s.code(line), 502, "{line}");
    }
    assert!(!s.say("FEAT").contains("AUTH"));
}

#[rstest]
#[case::tls("AUTH TLS", "234 AUTH accepted, start TLS.\nstart TLS")]
#[case::any_case("auth tls-c", "234 AUTH accepted, start TLS.\nstart TLS")]
#[case::ssl("AUTH SSL", "234 AUTH accepted, start TLS.\nstart TLS")]
#[case::tls_p("AUTH TLS-P", "234 AUTH accepted, start TLS.\nstart TLS")]
#[case::unknown("AUTH KERBEROS_V4", "504 Security mechanism not understood.")]
#[case::none("AUTH", "501 Syntax error: argument required.")]
#[case::adat("ADAT eA==", "503 No security data exchange is in progress.")]
#[case::adat_alone("ADAT", "501 Syntax error: argument required.")]
#[case::pbsz("PBSZ 0", NONE)]
#[case::prot("PROT P", NONE)]
#[case::mic("MIC eA==", NONE)]
#[case::conf("CONF eA==", NONE)]
#[case::enc("ENC eA==", NONE)]
#[case::mic_alone("MIC", "501 Syntax error: argument required.")]
fn before_auth(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(offering().say(line), reply);
}

#[rstest]
#[case::auth("AUTH TLS", "503 The control connection is protected already.")]
#[case::adat("ADAT eA==", "503 No security data exchange is in progress.")]
#[case::pbsz("PBSZ 0", "200 PBSZ=0")]
#[case::any_size("PBSZ 4294967295", "200 PBSZ=0")]
#[case::too_large("PBSZ 4294967296", "501 Syntax error in parameters or arguments.")]
#[case::no_number("PBSZ x", "501 Syntax error in parameters or arguments.")]
#[case::signed("PBSZ -1", "501 Syntax error in parameters or arguments.")]
#[case::no_size("PBSZ", "501 Syntax error: argument required.")]
#[case::prot_before_pbsz("PROT P", "503 Use PBSZ first.")]
#[case::mic("MIC eA==", "537 Not supported by TLS.")]
#[case::conf("CONF eA==", "537 Not supported by TLS.")]
#[case::enc("ENC eA==", "537 Not supported by TLS.")]
fn after_auth(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(secure(policy(|_| ())).say(line), reply);
}

#[rstest]
#[case("PROT C", "200 Protection level set to C.")]
#[case("PROT P", "200 Protection level set to P.")]
#[case("prot p", "200 Protection level set to P.")]
#[case("PROT S", "536 Protection level not supported by TLS.")]
#[case("PROT E", "536 Protection level not supported by TLS.")]
#[case("PROT X", "504 Command not implemented for that parameter.")]
#[case("PROT PP", "504 Command not implemented for that parameter.")]
#[case("PROT", "501 Syntax error: argument required.")]
fn after_pbsz(#[case] line: &str, #[case] reply: &str) {
    let mut s = secure(policy(|_| ()));
    s.say("PBSZ 0");
    assert_eq!(s.say(line), reply);
}

#[test]
fn a_level_that_was_refused_leaves_the_last_one_as_it_was() {
    let mut s = private(policy(|_| ())).login();
    for line in ["PROT S", "PROT X", "PROT"] {
        s.say(line);
    }
    s.code("EPSV");
    s.say("LIST");
    assert!(s.is_private());
}

#[rstest]
#[case::auth_tls("AUTH TLS", true, false)]
#[case::tls_c("AUTH TLS-C", true, false)]
#[case::ssl("AUTH SSL", true, true)]
#[case::tls_p("AUTH TLS-P", true, true)]
#[case::ssl_as_pyftpdlib_has_it("AUTH SSL", false, false)]
fn some_mechanisms_protect_the_data_too(
    #[case] auth: &str,
    #[case] implies: bool,
    #[case] private: bool,
) {
    let mut s = session_with(policy(|tls| tls.ssl_implies_private = implies));
    s.say(auth);
    s.shake_hands(None);
    let mut s = s.login();
    s.code("EPSV");
    assert!(s.say("LIST").starts_with("150 "));
    assert_eq!(s.is_private(), private);
    s.end(TransferEnd::Complete);
    assert_eq!(s.code("PROT C"), if private { 200 } else { 503 });
}

#[test]
fn a_marker_outlives_pbsz_and_prot_but_not_auth() {
    let mut s = secure(policy(|_| ()))
        .file("/a", "0123456789")
        .login()
        .binary();
    s.say_all(["REST 4", "PBSZ 0", "PROT C"]);
    assert_eq!(s.fetch("RETR /a").0, "456789");

    let mut s = offering().file("/a", "0123456789").login().binary();
    s.say_all(["REST 4", "AUTH TLS"]);
    s.shake_hands(None);
    let mut s = s.login().binary();
    assert_eq!(s.fetch("RETR /a").0, "0123456789");
}

/// R-ST2, R-S17.
#[test]
fn auth_puts_everything_back_and_needs_a_new_login() {
    let mut s = offering().dir("/sub").login().binary();
    for line in ["CWD /sub", "REST 5", "EPSV ALL", "MODE S", "RNFR /sub"] {
        assert!(s.code(line) < 400, "{line}");
    }
    s.code("EPSV");
    s.say("AUTH TLS");
    s.shake_hands(None);

    assert_eq!(s.ports.set_up, None);
    assert_eq!(s.code("PWD"), 530);
    assert_eq!(s.code("LIST"), 530);
    let mut s = s.login();
    assert_eq!(s.say("PWD"), r#"257 "/" is the current directory."#);
    assert_eq!(s.code("RNTO /x"), 503);
    assert_eq!(s.code("LIST"), 425);
    assert_eq!(s.code("PASV"), 227, "EPSV ALL is forgotten");
    assert!(s.say("STAT").contains("ASCII"));
}

/// R-S16.
#[test]
fn required_on_control_no_password_is_ever_asked_for_in_clear() {
    let mut s = session_with(policy(|tls| tls.control_required = true));
    for line in ["USER alice", "PASS secret", "ACCT x"] {
        assert_eq!(s.say(line), "530 TLS required: use AUTH TLS.", "{line}");
    }
    for line in ["FEAT", "NOOP", "HELP", "SYST"] {
        assert!(s.code(line) < 300, "{line}");
    }
    s.say("AUTH TLS");
    s.shake_hands(None);
    assert_eq!(s.login().code("PWD"), 257);
}

#[rstest]
fn required_on_data_no_transfer_goes_in_clear(#[values("", "AUTH TLS")] auth: &str) {
    let required = policy(|tls| tls.data = DataPolicy::Required);
    let mut s = session_with(required).file("/a", "x");
    if !auth.is_empty() {
        s.say(auth);
        s.shake_hands(None);
    }
    let mut s = s.login().binary();
    s.code("EPSV");
    for line in [
        "RETR /a",
        "STOR /b",
        "APPE /b",
        "STOU",
        "LIST",
        "NLST",
        "MLSD",
        "RETR /none",
    ] {
        let said = s.say(line);
        let expected = "521 Data connection cannot be opened with this PROT setting.";
        assert_eq!(said, expected, "{line}");
    }
    assert_eq!(s.code("STAT /"), 212, "on the control connection");
}

#[rstest]
#[case(DataPolicy::Required, "PROT C", 534)]
#[case(DataPolicy::Required, "PROT P", 200)]
#[case(DataPolicy::Forbidden, "PROT P", 534)]
#[case(DataPolicy::Forbidden, "PROT C", 200)]
fn policies_choose_the_level(#[case] data: DataPolicy, #[case] line: &str, #[case] code: u16) {
    let mut s = secure(policy(|tls| tls.data = data));
    s.say("PBSZ 0");
    assert_eq!(s.code(line), code);
}

#[test]
fn ccc_ends_protection_of_control_and_keeps_that_of_data() {
    let mut s = private(policy(|tls| tls.clearing = true)).login();
    assert_eq!(s.code("CCC now"), 501);
    assert_eq!(
        s.say("CCC"),
        "200 The control connection is in clear from now on.\nstop TLS"
    );
    for line in ["AUTH TLS", "PBSZ 0", "PROT C", "MIC x"] {
        assert_eq!(s.code(line), 503, "{line}");
    }
    assert_eq!(s.code("CCC"), 533);
    s.code("EPSV");
    s.say("LIST");
    assert!(s.is_private());
}

#[test]
fn ccc_is_for_those_who_are_logged_in_and_protected() {
    let clearing = || policy(|tls| tls.clearing = true);
    assert_eq!(secure(clearing()).code("CCC"), 530);
    assert_eq!(session_with(clearing()).login().code("CCC"), 533);
    assert_eq!(secure(policy(|_| ())).login().code("CCC"), 502, "it is off");
}

#[test]
fn rein_goes_back_into_clear_after_its_reply() {
    let mut s = private(policy(|_| ())).login();
    let said = s.say("REIN");
    assert!(
        said.starts_with("220 ") && said.ends_with("\nstop TLS"),
        "{said}"
    );
    assert_eq!(s.say("PBSZ 0"), NONE);
    assert_eq!(s.code("PWD"), 530);
    assert_eq!(s.code("AUTH TLS"), 234);
}

/// Under TLS from the beginning.
fn implicit(change: impl FnOnce(&mut TlsPolicy)) -> Talk {
    let mut s = session_with(policy(|tls| {
        (tls.offered, tls.implicit) = (false, true);
        change(tls);
    }));
    assert_eq!(s.shake_hands(None), "");
    s
}

#[test]
fn implicit_tls_protects_the_data_and_outlives_rein() {
    let mut s = implicit(|_| ()).login();
    s.code("EPSV");
    s.say("LIST");
    assert!(s.is_private());
    s.end(TransferEnd::Complete);
    assert_eq!(s.code("AUTH TLS"), 503);
    assert_eq!(s.code("PROT C"), 200, "PBSZ goes without saying");
    assert!(!s.say("REIN").contains("stop TLS"));
    let mut s = s.login();
    s.code("EPSV");
    s.say("LIST");
    assert!(s.is_private(), "as at the beginning");
}

#[test]
fn feat_names_what_there_is() {
    let feat = offering().say("FEAT");
    assert!(feat.contains("\n AUTH TLS\n"), "{feat}");
    assert!(
        feat.contains("\n PBSZ\n") && feat.contains("\n PROT\n"),
        "{feat}"
    );
    assert!(!feat.contains("CCC"), "{feat}");
    let feat = session_with(policy(|tls| {
        (tls.lists_mechanisms, tls.clearing) = (true, true);
    }))
    .say("FEAT");
    assert!(feat.contains("\n AUTH TLS;TLS-C;SSL;TLS-P;\n"), "{feat}");
    assert!(feat.contains("\n CCC\n"), "{feat}");
}

#[rstest]
#[case::the_right_one(Some("alice"), "alice", 232)]
#[case::another(Some("alice"), "bob", 331)]
#[case::nobody(None, "alice", 331)]
fn a_certificate_stands_for_a_user(
    #[case] certified: Option<&'static str>,
    #[case] user: &str,
    #[case] code: u16,
) {
    let mut s = offering();
    s.set_user(User::new("alice").password("secret"));
    s.say("AUTH TLS");
    s.shake_hands(certified);
    let said = s.say(format!("USER {user}"));
    assert!(said.contains(&code.to_string()), "{said}");
    assert_eq!(s.code("PWD"), if code == 232 { 257 } else { 530 });
}

#[rstest]
#[case::vsftpd(ReusePolicy::Required522, 522)]
#[case::proftpd(ReusePolicy::Required425, 425)]
fn a_connection_that_does_not_resume_is_refused(#[case] reuse: ReusePolicy, #[case] code: u16) {
    let mut s = private(policy(|tls| tls.reuse = reuse)).login();
    s.code("EPSV");
    s.say("LIST");
    assert!(
        s.end(TransferEnd::NotResumed)
            .starts_with(&code.to_string())
    );
    assert_eq!(s.code("NOOP"), 200);
}

#[test]
fn a_data_handshake_that_fails_is_522() {
    let mut s = private(policy(|_| ())).login();
    s.code("EPSV");
    s.say("LIST");
    assert_eq!(
        s.end(TransferEnd::Unprotected),
        "522 TLS negotiation failed on data channel."
    );
    assert_eq!(s.say("LIST"), "425 Use PASV or PORT first.");
}
