//! `HASH`, `OPTS HASH`, and `XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512`.

use ftpmock::session::Policy;
use ftpmock::vfs::Content;
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

const SHA256: &str = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
const SHA512: &str = "bb96c2fc40d2d54617d6f276febe571f623a8dadf0b734855299b0e107fda32c\
    f6b69f2da32b36445d73690b93cbd0f7bfc20e0f7f28553d2a4428f23b716e90";
const SHA1: &str = "87acec17cd9dcd20a716cc2cf67417b71c8a7016";
const MD5: &str = "781e5e245d69b566979b86e28d23f2c7";
const CRC32: &str = "a684c7c6";
const SHA256_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// Of `345`.
const MD5_OF_345: &str = "d81f9c1be2e08964bf9f24b15f0e4900";
/// Of `3456789`.
const MD5_FROM_3: &str = "b2130cc690a15a0ed214904cfa7460d0";

fn tree() -> Talk {
    session()
        .file("/a", "0123456789")
        .file("/a b", "0123456789")
        .file("/q\"q 1", "345")
        .file("/n 3 6", "345")
        .file("/n", "0123456789")
        .file("/7", "0123456789")
        .file("/empty", "")
        .dir("/dir")
        .link("/link", "a")
        .login()
        .binary()
}

const MALFORMED: &str = "501 Syntax error in parameters or arguments.";
const NOTHING: &str = "550 No such file or directory.";

#[test]
fn the_algorithm_is_chosen_by_opts() {
    let mut s = tree();
    let (line, said) = ("HASH /a", |name: &str, digits: &str| {
        format!("213 {name} 0-9 {digits} /a")
    });
    assert_eq!(s.say("OPTS HASH"), "200 SHA-256");
    assert_eq!(s.say(line), said("SHA-256", SHA256));
    for (name, digits) in [
        ("SHA-512", SHA512),
        ("SHA-1", SHA1),
        ("MD5", MD5),
        ("CRC32", CRC32),
        ("SHA-256", SHA256),
    ] {
        let chosen = format!("200 {name}");
        assert_eq!(s.say(format!("OPTS HASH {}", name.to_lowercase())), chosen);
        assert_eq!(s.say("OPTS HASH "), chosen);
        assert_eq!(
            s.say("OPTS HASH SHA-3"),
            "501 Unknown algorithm, current selection not changed."
        );
        assert_eq!(s.say(line), said(name, digits));
        assert!(s.say("FEAT").contains(&format!("{name}*")));
        assert_eq!(
            s.say("FEAT").matches('*').count(),
            session().say("FEAT").matches('*').count()
        );
    }
    s.say("OPTS HASH MD5");
    s.say("REIN");
    assert_eq!(s.say("OPTS HASH"), "200 SHA-256");
}

#[rstest]
#[case("HASH link", &format!("213 SHA-256 0-9 {SHA256} link"))]
#[case("HASH a b", &format!("213 SHA-256 0-9 {SHA256} a b"))]
#[case("HASH /empty", &format!("213 SHA-256 0-0 {SHA256_OF_NOTHING} /empty"))]
#[case("HASH /dir", "553 Is a directory.")]
#[case("HASH /none", NOTHING)]
#[case("HASH /a/", "550 Not a directory.")]
#[case("HASH", "501 Syntax error: argument required.")]
#[case("HASH a\nb", "553 File name not allowed.")]
fn of_a_path(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(tree().say(line), reply);
}

#[rstest]
#[case("3 5", &format!("3-5 {MD5_OF_345}"))]
#[case("3 1000", &format!("3-9 {MD5_FROM_3}"))]
#[case("0 9", &format!("0-9 {MD5}"))]
fn a_hash_may_be_of_a_range(#[case] range: &str, #[case] said: &str) {
    let mut s = tree();
    s.say_all(["OPTS HASH MD5", &format!("RANG {range}")]);
    assert_eq!(s.say("HASH /a"), format!("213 MD5 {said} /a"));
    assert_eq!(
        s.say("HASH /a"),
        format!("213 MD5 0-9 {MD5} /a"),
        "only once"
    );
    s.say("RANG 3 5");
    assert_eq!(s.say("XMD5 /a"), format!("250 {MD5_OF_345}"));
    s.say("RANG 0 1");
    assert_eq!(s.say("XMD5 /a 3"), format!("250 {MD5_FROM_3}"));
}

#[test]
fn a_range_behind_the_end_is_of_nothing() {
    let mut s = tree();
    s.say("RANG 20 30");
    assert_eq!(
        s.say("HASH /a"),
        format!("213 SHA-256 10-10 {SHA256_OF_NOTHING} /a")
    );
}

#[rstest]
#[case("XCRC", &CRC32.to_uppercase())]
#[case("XMD5", MD5)]
#[case("XSHA", SHA1)]
#[case("XSHA1", SHA1)]
#[case("XSHA256", SHA256)]
#[case("XSHA512", SHA512)]
fn each_verb_has_its_algorithm(#[case] verb: &str, #[case] digits: &str) {
    for path in [
        "/a", "a b", "\"a b\"", "link", "7", "\"7\"", "/a 0 10", "\"/a\" 0",
    ] {
        assert_eq!(
            tree().say(format!("{verb} {path}")),
            format!("250 {digits}")
        );
    }
}

#[rstest]
#[case::part("/a 3 6", MD5_OF_345)]
#[case::part_in_quotes("\"/a\" 3 6", MD5_OF_345)]
#[case::rest("/a 3", MD5_FROM_3)]
#[case::a_file_of_the_whole_name("/n 3 6", MD5_OF_345)]
#[case::quotes_end_the_name("\"/n\" 3 6", MD5_OF_345)]
#[case::quotes_around_it_all("\"/n 3 6\"", MD5_OF_345)]
#[case::quotes_in_quotes("\"/q\"\"q 1\"", MD5_OF_345)]
#[case::quotes_within("/q\"q 1", MD5_OF_345)]
fn a_part_may_be_named(#[case] argument: &str, #[case] digits: &str) {
    assert_eq!(
        tree().say(format!("XMD5 {argument}")),
        format!("250 {digits}")
    );
}

#[rstest]
#[case("/a 6 3", MALFORMED)]
#[case("/a 0 11", MALFORMED)]
#[case("/a 11", MALFORMED)]
#[case("/a 0 99999999999999999999", MALFORMED)]
#[case("\"/a\" x", MALFORMED)]
#[case("\"/a\" 1 2 3", MALFORMED)]
#[case("\"/a\"3", MALFORMED)]
#[case("\"/a\" ", MALFORMED)]
#[case("\"/a", MALFORMED)]
#[case("/a 1 2 3", NOTHING)]
#[case("/a x", NOTHING)]
#[case("/none", NOTHING)]
#[case("/none 1 2", NOTHING)]
#[case("3 5", NOTHING)]
#[case("/dir", "504 Is a directory.")]
#[case("\"\"", "501 Syntax error: argument required.")]
#[case("", "501 Syntax error: argument required.")]
#[case("a\nb", "553 File name not allowed.")]
fn what_is_no_part_of_a_file(#[case] argument: &str, #[case] reply: &str) {
    assert_eq!(tree().say(format!("XMD5 {argument}")), reply);
}

#[test]
fn huge_files_are_not_read() {
    let mut s = session_with(Policy {
        hash_limit: 10,
        ..Policy::default()
    })
    .file("/fits", Content::zeros(10))
    .file("/not", Content::zeros(11))
    .login()
    .binary();
    let refusal = "556 Requested action not taken: file too big.";
    assert_eq!(s.code("HASH /fits"), 213);
    assert_eq!(s.say("HASH /not"), refusal);
    assert_eq!(s.say("XCRC /not"), refusal);
    assert_eq!(s.code("XCRC /not 1"), 250);
    s.say("RANG 0 9");
    assert_eq!(s.code("HASH /not"), 213);
}

#[test]
fn a_client_can_interrupt_what_takes_long_and_nothing_else() {
    let mut s = tree().file("/big", Content::zeros(1 << 20));
    s.interrupted = true;
    assert_eq!(s.say("XMD5 /a"), format!("250 {}", MD5));
    for line in ["HASH /big", "XCRC /big", "XSHA512 /big"] {
        assert_eq!(s.say(line), "451 Requested action aborted.", "{line}");
    }
    assert_eq!(s.say("ABOR"), "226 Abort command successful.");
    assert_eq!(s.say("ABOR"), "225 No transfer to abort.");
    s.interrupted = false;
    assert_eq!(s.code("HASH /big"), 213);
}
