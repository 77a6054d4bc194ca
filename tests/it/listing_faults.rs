//! Listings that are not as the files are: what the client sees on the wire, what the transcript says, what the rule counts.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ftpmock::prelude::*;
use ftpmock::protocol::{ListStyle, Months, UnixStyle};
use ftpmock::session::ListOrder;
use rstest::rstest;

use crate::support::raw::{End, Raw};

fn server() -> FtpServer {
    FtpServer::builder()
        .clock(ManualClock::new())
        .file("/a", "1")
        .file("/b.tmp", "22")
        .dir("/sub")
        .facts("size;type;")
        .start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

/// What the verification has to say, which would fail a test.
fn assert_complains(server: FtpServer, about: &str) {
    let complaint = server.try_verify().unwrap_err().to_string();
    assert!(complaint.contains(about), "{complaint}");
    catch_unwind(AssertUnwindSafe(|| drop(server))).unwrap_err();
}

fn text(octets: Vec<u8>) -> String {
    String::from_utf8(octets).unwrap()
}

const SERVER_LINES: &str = "size=1;type=file; a\r\nsize=2;type=file; b.tmp\r\ntype=dir; sub\r\n";

/// R-L9: each once, and what comes after is as ever.
#[rstest]
#[case::dots(
    Fault::list_dots(),
    "NLST",
    ".\r\n..\r\na\r\nb.tmp\r\nsub\r\n",
    "list . and .."
)]
#[case::dots_of_facts(
    Fault::list_dots(),
    "MLSD",
    "type=dir; .\r\ntype=dir; ..\r\nsize=1;type=file; a\r\nsize=2;type=file; b.tmp\r\ntype=dir; sub\r\n",
    "list . and .."
)]
#[case::added(
    Fault::list_entry_added("z"),
    "NLST",
    "a\r\nb.tmp\r\nsub\r\nz\r\n",
    "list z, which is not there"
)]
#[case::hidden(Fault::list_hide("*.tmp"), "NLST", "a\r\nsub\r\n", "do not list *.tmp")]
#[case::limit(Fault::list_limit(1), "NLST", "a\r\n", "list at most 1 entries")]
#[case::limit_zero(Fault::list_limit(0), "LIST", "", "list at most 0 entries")]
#[case::twice(
    Fault::list_repeated(2),
    "NLST",
    "a\r\na\r\nb.tmp\r\nb.tmp\r\nsub\r\nsub\r\n",
    "list every entry 2 times"
)]
#[case::order(
    Fault::list_order(ListOrder::Backwards),
    "NLST",
    "sub\r\nb.tmp\r\na\r\n",
    "list in the order Backwards"
)]
#[case::prefixed(
    Fault::list_names_prefixed("./"),
    "NLST",
    "./a\r\n./b.tmp\r\n./sub\r\n",
    "list names after ./"
)]
#[case::filled(
    Fault::list_names_filled(4),
    "NLST",
    "axxx\r\nb.tmp\r\nsubx\r\n",
    "list names of 4 bytes"
)]
#[case::lines(Fault::list_lines(["one", "two"]), "LIST", "one\r\ntwo\r\n", "list 2 lines of its own")]
#[case::first(
    Fault::list_line_first("total 3"),
    "NLST",
    "total 3\r\na\r\nb.tmp\r\nsub\r\n",
    "list first: total 3"
)]
#[case::last(
    Fault::list_line_last("Total of 3 Files"),
    "NLST",
    "a\r\nb.tmp\r\nsub\r\nTotal of 3 Files\r\n",
    "list last: Total of 3 Files"
)]
#[case::blank(
    Fault::list_line_last(""),
    "NLST",
    "a\r\nb.tmp\r\nsub\r\n\r\n",
    "list last: "
)]
#[case::middle(
    Fault::list_line_after(2, "250-Begin"),
    "NLST",
    "a\r\nb.tmp\r\n250-Begin\r\nsub\r\n",
    "list after 2 lines: 250-Begin"
)]
#[case::middle_too_far(
    Fault::list_line_after(9, "x"),
    "NLST",
    "a\r\nb.tmp\r\nsub\r\nx\r\n",
    "list after 9 lines: x"
)]
#[case::line_feeds(
    Fault::list_line_ends("\n"),
    "NLST",
    "a\nb.tmp\nsub\n",
    "end lines of lists in \\x0a"
)]
#[case::nul(
    Fault::list_line_ends("\0\r\n"),
    "NLST",
    "a\0\r\nb.tmp\0\r\nsub\0\r\n",
    "end lines of lists in \\x00\\x0d\\x0a"
)]
#[case::two_returns(
    Fault::list_line_ends("\r\r\n"),
    "NLST",
    "a\r\r\nb.tmp\r\r\nsub\r\r\n",
    "end lines of lists in \\x0d\\x0d\\x0a"
)]
#[case::open_end(
    Fault::list_open_end(),
    "NLST",
    "a\r\nb.tmp\r\nsub",
    "no end of the last line of a list"
)]
#[case::cut(
    Fault::list_lines_cut(3),
    "LIST",
    "-rw\r\n-rw\r\ndrw\r\n",
    "cut lines of lists after 3 bytes"
)]
#[case::indented(
    Fault::list_lines_prefixed(" "),
    "NLST",
    " a\r\n b.tmp\r\n sub\r\n",
    "begin lines of lists with \" \""
)]
#[case::replaced(
    Fault::list_replace("file", "OS.unix=chr-1/3"),
    "MLSD",
    "size=1;type=OS.unix=chr-1/3; a\r\nsize=2;type=OS.unix=chr-1/3; b.tmp\r\ntype=dir; sub\r\n",
    "list OS.unix=chr-1/3 in the place of file"
)]
#[case::style(
    Fault::list_style(ListStyle::Windows),
    "LIST",
    "01-01-24  12:00AM                    1 a\r\n01-01-24  12:00AM                    2 b.tmp\r\n01-01-24  12:00AM       <DIR>          sub\r\n",
    "list in the style Windows"
)]
#[case::long_names(
    Fault::list_style(ListStyle::CiscoIos),
    "MLSD",
    "a\r\nb.tmp\r\nsub\r\n",
    "list in the style CiscoIos"
)]
#[case::months(Fault::list_style(UnixStyle::new().no_group().months(Months::german())).and(Fault::list_limit(1)), "NLST", "-rw-r--r--   1 ftp            1 Jan  1 00:00 a\r\n", "list nearly as Unix does")]
#[case::without(Fault::facts_without(["Size"]), "MLSD", "type=file; a\r\ntype=file; b.tmp\r\ntype=dir; sub\r\n", "no facts Size")]
#[case::no_facts(Fault::facts_without(["size", "type"]), "MLSD", " a\r\n b.tmp\r\n sub\r\n", "no facts size, type")]
#[case::fact_set(
    Fault::fact_set("size", ""),
    "MLSD",
    "size=;type=file; a\r\nsize=;type=file; b.tmp\r\ntype=dir;size=; sub\r\n",
    "the fact size="
)]
#[case::renamed(
    Fault::fact_renamed("size", "sizd"),
    "MLSD",
    "sizd=1;type=file; a\r\nsizd=2;type=file; b.tmp\r\ntype=dir; sub\r\n",
    "the fact size called sizd"
)]
#[case::fact_first(
    Fault::fact_first("type"),
    "MLSD",
    "type=file;size=1; a\r\ntype=file;size=2; b.tmp\r\ntype=dir; sub\r\n",
    "the fact type first"
)]
#[case::capitals(
    Fault::facts_capitalised(),
    "MLSD",
    "Size=1;Type=file; a\r\nSize=2;Type=file; b.tmp\r\nType=dir; sub\r\n",
    "capitals for names of facts"
)]
#[case::gap(
    Fault::facts_gap(" "),
    "MLSD",
    "size=1;type=file a\r\nsize=2;type=file b.tmp\r\ntype=dir sub\r\n",
    "\" \" between facts and names"
)]
#[case::two_blanks(
    Fault::facts_gap(";  "),
    "MLSD",
    "size=1;type=file;  a\r\nsize=2;type=file;  b.tmp\r\ntype=dir;  sub\r\n",
    "\";  \" between facts and names"
)]
fn a_list_is_not_as_the_files_are(
    #[case] fault: Fault,
    #[case] line: &str,
    #[case] shown: &str,
    #[case] sentence: &str,
) {
    let server = server();
    let rule = server.on([LIST, NLST, MLSD]).once().fault(fault.clone());
    let mut raw = client(&server);

    let (octets, end, reply) = raw.fetch(line);

    assert_eq!(
        (text(octets).as_str(), end, reply.code),
        (shown, End::Closed, 226)
    );
    assert_eq!(rule.hits(), 1);
    assert!(fault.to_string().starts_with(sentence), "{fault}");
    let transcript = server.transcript().to_string();
    assert!(transcript.contains(sentence), "{transcript}");
    assert_eq!(
        text(raw.download("MLSD").0),
        SERVER_LINES,
        "the rule was for one list"
    );
    raw.quit();
}

#[test]
fn a_status_and_one_entry_are_lists_too() {
    let server = server();
    server
        .on(STAT)
        .fault(Fault::list_hide("a").and(Fault::list_style(ListStyle::CiscoIos)));
    server
        .on(MLST)
        .fault(Fault::fact_set("type", "pdir").and(Fault::list_line_last("two")));
    let mut raw = client(&server);

    let status = raw.say("STAT /").to_string();
    let entry = raw.say("MLST /a").to_string();

    assert!(
        status.contains("\n b.tmp\n sub\n") && !status.contains(" a\n"),
        "{status}"
    );
    assert!(entry.contains("\n size=1;type=pdir; /a\n two\n"), "{entry}");
    raw.quit();
}

/// Half a list, and then nobody is there.
#[test]
fn a_list_can_end_too_early_with_its_session() {
    let server = server();
    server
        .on(MLSD)
        .fault(Fault::list_limit(1).and(Fault::close()));
    let mut raw = client(&server);

    let (octets, _, reply) = raw.fetch("MLSD");

    assert_eq!(
        (text(octets).as_str(), reply.code),
        ("size=1;type=file; a\r\n", 226)
    );
    raw.expect_eof();
}

#[test]
fn a_list_can_be_very_long() {
    let server = server();
    server
        .on(NLST)
        .fault(Fault::list_limit(1).and(Fault::list_repeated(200_000)));
    let mut raw = client(&server);
    let (octets, reply) = raw.download("NLST");
    assert_eq!((octets.len(), reply.code), (200_000 * "a\r\n".len(), 226));
    raw.quit();
}

/// Faults of lists and of data connections go together.
#[test]
fn a_list_that_is_not_as_the_files_are_can_be_cut() {
    let server = server();
    let fault = Fault::list_line_first("total 3").and(Fault::data_close_after(5));
    server.on(NLST).fault(fault);
    let mut raw = client(&server);
    let (octets, end, reply) = raw.fetch("NLST");
    assert_eq!(
        (text(octets).as_str(), end, reply.code),
        ("total", End::Closed, 426)
    );
    raw.quit();
}

#[test]
fn a_client_goes_on_after_a_list_like_that() {
    let server = server();
    server
        .on(LIST)
        .once()
        .fault(Fault::list_line_after(1, "\u{1}garbage"));
    let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
    ftp.login("alice", "secret").unwrap();

    let lines = ftp.list(None).unwrap();

    assert_eq!(lines.len(), 4);
    assert!(suppaftp::list::ListParser::parse_posix(&lines[1]).is_err());
    assert!(suppaftp::list::ListParser::parse_posix(&lines[2]).is_ok());
    assert_eq!(ftp.list(None).unwrap().len(), 3);
    ftp.quit().unwrap();
}

#[test]
fn a_fault_of_lists_that_never_acts_says_so() {
    let server = server();
    server.on(LIST).fault(Fault::list_dots());
    let mut raw = client(&server);
    raw.say("MLST /a");
    raw.quit();
    assert_complains(server, "list . and ..");
}

/// A closure of the test's own that panics is an error of the test, not the end of the server.
#[rstest]
#[case::of_the_server(true)]
#[case::of_a_rule(false)]
fn a_style_of_the_test_may_panic(#[case] of_the_server: bool) {
    let style = ListStyle::custom(|entry| -> String { panic!("no line for {:?}", entry.name) });
    let mut builder = FtpServer::builder().file("/a", "");
    if of_the_server {
        builder = builder.list_style(style.clone());
    }
    let server = builder.start();
    if !of_the_server {
        server.on([LIST, STAT]).fault(Fault::list_style(style));
    }
    let mut raw = client(&server);

    let (_, reply) = raw.download("LIST");
    assert!((400..500).contains(&reply.code), "{reply}");
    assert_eq!(raw.say("STAT /").code, 451);
    raw.quit();
    assert_complains(server, "no line for");
}
