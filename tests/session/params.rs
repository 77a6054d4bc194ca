//! `TYPE STRU MODE ALLO`.

use rstest::rstest;

use crate::harness::session;

#[rstest]
#[case("TYPE A", "200 Type set to A.")]
#[case("TYPE a", "200 Type set to A.")]
#[case("TYPE A N", "200 Type set to A.")]
#[case("type a n", "200 Type set to A.")]
#[case("TYPE A T", "200 Type set to A.")]
#[case("TYPE I", "200 Type set to I.")]
#[case("TYPE L 8", "200 Type set to L 8.")]
#[case("TYPE l8", "200 Type set to L 8.")]
#[case("TYPE A C", "504 Command not implemented for that parameter.")]
#[case("TYPE E", "200 Type set to E.")]
#[case("TYPE e n", "200 Type set to E.")]
#[case("TYPE E T", "200 Type set to E.")]
#[case("TYPE E C", "504 Command not implemented for that parameter.")]
#[case("TYPE E X", "501 Syntax error in parameters or arguments.")]
#[case("TYPE L 7", "504 Command not implemented for that parameter.")]
#[case("TYPE L 255", "504 Command not implemented for that parameter.")]
#[case("TYPE X", "504 Command not implemented for that parameter.")]
#[case("TYPE", "501 Syntax error: argument required.")]
#[case("TYPE ", "501 Syntax error: argument required.")]
#[case("TYPE L", "501 Syntax error in parameters or arguments.")]
#[case("TYPE L 0", "501 Syntax error in parameters or arguments.")]
#[case("TYPE L 256", "501 Syntax error in parameters or arguments.")]
#[case("TYPE L x", "501 Syntax error in parameters or arguments.")]
#[case("TYPE L +8", "501 Syntax error in parameters or arguments.")]
#[case("TYPE A X", "501 Syntax error in parameters or arguments.")]
#[case("TYPE A N N", "501 Syntax error in parameters or arguments.")]
#[case("TYPE I N", "501 Syntax error in parameters or arguments.")]
#[case("TYPE AN", "501 Syntax error in parameters or arguments.")]
#[case("TYPE  A", "501 Syntax error in parameters or arguments.")]
#[case("TYPE A ", "501 Syntax error in parameters or arguments.")]
#[case("TYPE 1", "501 Syntax error in parameters or arguments.")]
#[case("TYPE \0", "501 Syntax error in parameters or arguments.")]
#[case("STRU F", "200 Structure set to F.")]
#[case("STRU f", "200 Structure set to F.")]
#[case("STRU R", "200 Structure set to R.")]
#[case("STRU P", "504 Command not implemented for that parameter.")]
#[case("STRU X", "504 Command not implemented for that parameter.")]
#[case("STRU", "501 Syntax error: argument required.")]
#[case("STRU FF", "501 Syntax error in parameters or arguments.")]
#[case("STRU 7", "501 Syntax error in parameters or arguments.")]
#[case("MODE S", "200 Mode set to S.")]
#[case("MODE s", "200 Mode set to S.")]
#[case("MODE B", "200 Mode set to B.")]
#[case("MODE c", "200 Mode set to C.")]
#[case("MODE Z", "504 Command not implemented for that parameter.")]
#[case("MODE X", "504 Command not implemented for that parameter.")]
#[case("MODE 1", "501 Syntax error in parameters or arguments.")]
#[case("MODE", "501 Syntax error: argument required.")]
#[case("MODE SS", "501 Syntax error in parameters or arguments.")]
#[case("ALLO 0", "202 No storage allocation necessary.")]
#[case("ALLO 9223372036854775807", "202 No storage allocation necessary.")]
#[case("ALLO 100 R 10", "504 Command not implemented for that parameter.")]
#[case("ALLO 100 r 10", "504 Command not implemented for that parameter.")]
#[case("ALLO", "501 Syntax error: argument required.")]
#[case("ALLO x", "501 Syntax error in parameters or arguments.")]
#[case("ALLO -1", "501 Syntax error in parameters or arguments.")]
#[case("ALLO 100 R", "501 Syntax error in parameters or arguments.")]
#[case("ALLO 100 R x", "501 Syntax error in parameters or arguments.")]
#[case("ALLO 100 P 10", "501 Syntax error in parameters or arguments.")]
#[case("ALLO 100 10", "501 Syntax error in parameters or arguments.")]
#[case(
    "ALLO 9223372036854775808",
    "501 Syntax error in parameters or arguments."
)]
fn parameters(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(session().login().say(line), reply);
}

#[test]
fn a_refused_type_leaves_the_old_one() {
    let mut s = session().file("/a", "1\n").login().binary();
    for line in ["TYPE X", "TYPE", "TYPE L 7", "TYPE A X"] {
        s.say(line);
        assert_eq!(s.say("SIZE /a"), "213 2", "{line}");
    }
    s.say("TYPE A");
    assert_eq!(s.say("SIZE /a"), "213 3");
}
