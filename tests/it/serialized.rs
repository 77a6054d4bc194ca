//! Transcripts, faults and replies as data.

use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::protocol::{Code, ListStyle, Reply};
use ftpmock::session::ListOrder;
use serde_json::{Value, json, to_value};

use crate::support::raw::Raw;

#[test]
fn a_transcript_is_a_stable_list_of_entries() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    server
        .on(DELE)
        .named("locked")
        .reply(450, "Locked.\nFor now.");
    server.on("XRAW").raw_reply(b"\xff\r\n");
    let mut raw = Raw::connect(server.addr()).login().lenient();
    clock.advance(Duration::from_millis(1500));
    raw.announced("PASV");
    raw.upload("STOR /b", "abc");
    raw.say("DELE /b");
    raw.send("XRAW\r\n");
    raw.read_bytes(3);
    raw.send("NOOP\n");
    raw.read_reply();
    raw.quit();

    let transcript = to_value(server.finish()).unwrap();

    let lines: Vec<String> = transcript
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"at":0.0,"kind":"connect","session":1}
    {"at":0.0,"code":220,"kind":"reply","lines":["220 ftpmock ready"],"session":1}
    {"at":0.0,"kind":"command","line":"USER alice","session":1,"verb":"USER"}
    {"at":0.0,"code":331,"kind":"reply","lines":["331 User name okay, need password."],"session":1}
    {"at":0.0,"kind":"command","line":"PASS ***","session":1,"verb":"PASS"}
    {"at":0.0,"kind":"login","session":1,"user":"alice"}
    {"at":0.0,"code":230,"kind":"reply","lines":["230 User logged in, proceed."],"session":1}
    {"at":1.5,"kind":"command","line":"PASV","session":1,"verb":"PASV"}
    {"at":1.5,"code":227,"kind":"reply","lines":["227 Entering Passive Mode (127,0,0,1,<port>)."],"session":1}
    {"at":1.5,"kind":"command","line":"EPSV","session":1,"verb":"EPSV"}
    {"at":1.5,"code":229,"kind":"reply","lines":["229 Entering Extended Passive Mode (|||<port>|)"],"session":1}
    {"at":1.5,"kind":"command","line":"STOR /b","path":"/b","session":1,"verb":"STOR"}
    {"at":1.5,"code":150,"kind":"reply","lines":["150 File status okay; about to open data connection."],"session":1}
    {"at":1.5,"bytes":3,"direction":"C->S","end":"complete","expected":null,"hash":"440f1637782a687d","kind":"data","session":1}
    {"at":1.5,"code":226,"kind":"reply","lines":["226 Transfer complete."],"session":1}
    {"at":1.5,"kind":"command","line":"DELE /b","path":"/b","session":1,"verb":"DELE"}
    {"at":1.5,"kind":"fault","rule":"locked","session":1,"what":"reply 450"}
    {"at":1.5,"code":450,"kind":"reply","lines":["450-Locked.","450 For now."],"session":1}
    {"at":1.5,"kind":"command","line":"XRAW","session":1,"verb":null}
    {"at":1.5,"kind":"fault","rule":null,"session":1,"what":"raw reply of 3 bytes"}
    {"at":1.5,"bytes":[255,13,10],"kind":"raw_reply","session":1}
    {"at":1.5,"kind":"command","line":"NOOP","session":1,"verb":"NOOP"}
    {"at":1.5,"kind":"note","session":1,"text":"the line ended in a bare LF"}
    {"at":1.5,"code":200,"kind":"reply","lines":["200 NOOP ok."],"session":1}
    {"at":1.5,"kind":"command","line":"QUIT","session":1,"verb":"QUIT"}
    {"at":1.5,"code":221,"kind":"reply","lines":["221 Service closing control connection."],"session":1}
    {"at":1.5,"how":"closed","kind":"closed","session":1}
    "#);
}

#[test]
fn a_transcript_is_written_in_the_form_it_is_shown_in() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    let port = raw.announced("EPSV").port().to_string();
    raw.quit();
    let transcript = server.finish();

    let text = |t: Transcript| to_value(t).unwrap().to_string();
    assert!(text(transcript.clone()).contains("(|||<port>|)"));
    assert!(!text(transcript.clone()).contains("secret"));
    assert!(text(transcript.clone().raw()).contains(&port));
    assert_eq!(to_value(transcript.session(2)).unwrap(), json!([]));
    let only = to_value(transcript.only(QUIT).with_replies(false)).unwrap();
    assert_eq!(only[0]["line"], json!("QUIT"));
    assert_eq!(only.as_array().unwrap().len(), 1);
}

#[test]
fn replies_belong_to_the_verb_of_their_own_exchange() {
    let server = FtpServer::builder().file("/a", "x").start();
    let gate = server.on(STAT).hold();
    let mut one = Raw::connect(server.addr()).login();
    let mut two = Raw::connect(server.addr()).login();
    one.send("STAT\r\n");
    gate.reached(Duration::from_secs(5)).block().unwrap();
    two.say("MDTM /a");
    gate.release();
    one.read_reply();
    two.quit();
    one.quit();

    let text = to_value(server.finish()).unwrap().to_string();

    assert!(
        text.contains("213 <time>") && !text.contains("213 2024"),
        "{text}"
    );
}

#[test]
fn faults_are_data() {
    let faults = [
        Fault::reply(450, "Busy."),
        Fault::reply(450, "one\ntwo"),
        Fault::reply_text("Other."),
        Fault::reply_as(250, "Other."),
        Fault::raw_reply(b"\xff\n"),
        Fault::raw_reply("220 hello\r\n"),
        Fault::delay(Duration::from_millis(1500)),
        Fault::close(),
        Fault::reset(),
        Fault::reply_then_close(421, "Gone."),
        Fault::lose_reply().and(Fault::close()),
        Fault::data_refused(),
        Fault::data_ignored(),
        Fault::data_reset_after(100),
        Fault::data_close_after(0).then_reply(226, "Transfer complete."),
        Fault::data_stall_after(1),
        Fault::data_replace("x"),
        Fault::data_throttle(1000),
        Fault::data_missing(),
        Fault::data_early(5),
        Fault::data_early(u64::MAX),
        Fault::data_reply_at(5, 226, "Early."),
        Fault::data_half_close_after(1),
        Fault::data_from(([127, 0, 0, 2], 20)),
        Fault::data_at_port(),
        Fault::data_linger(Duration::from_secs(1)),
        Fault::data_left_open(),
        Fault::data_end_late(Duration::from_secs(1)),
        Fault::data_when_refused(DataEnd::Stall),
        Fault::data_wrong_way("x"),
        Fault::data_corrupt_at(3).and(Fault::data_append("x")),
        Fault::data_prepend(b"\xff"),
        Fault::data_duplicate(2, 3),
        Fault::data_reorder(4),
        Fault::data_slice(1).and(Fault::data_delay(Duration::from_secs(1))),
        Fault::data_delay_between(Duration::ZERO, Duration::from_secs(1)),
        Fault::io_error_after(1, FsError::Corrupt),
        Fault::io_error_on(FsOp::Commit, FsError::QuotaExceeded),
        Fault::io_error_nth(FsOp::Read, 2, FsError::Io),
        Fault::read_only(),
        Fault::pretend(FsOp::SetTime),
        Fault::hide("*.bak"),
        Fault::keep_partial(true),
        Fault::keep_partial(false),
        Fault::visible_early(),
        Fault::vanishes("/a"),
        Fault::grows("/a", "x"),
        Fault::replaced("/a", "xy"),
        Fault::renamed("/a", "/b"),
        Fault::appears_after(Duration::from_secs(1)),
        Fault::appears_after_commands(1),
        Fault::appears_in_later_sessions(),
        Fault::outage(Duration::from_secs(60)),
        Fault::disk_full_after(10),
        Fault::io_error(FsError::Busy),
        Fault::io_error(FsError::Reply(Code::of(453), "Out of tape.".to_owned())),
        Fault::list_style(ListStyle::Vms).and(Fault::list_hide(b"\xff*")),
        Fault::list_style(ListStyle::custom(|_| "")),
        Fault::list_lines(["a", "b"]),
        Fault::list_line_last("x").and(Fault::fact_set("size", "")),
        Fault::list_order(ListOrder::BySize),
        Fault::replies([(150, "a"), (226, "b")]).and_login(),
        Fault::dribble(1, Duration::from_secs(2)),
        Fault::wrong_pasv_host([10, 0, 0, 1]).and(Fault::wrong_pasv_port(70_000)),
        Fault::extra_reply(226, "x"),
        Fault::split_reply([9, 3], Duration::ZERO),
        Fault::line_ends("\n"),
        Fault::default(),
    ];

    let lines: Vec<String> = faults
        .iter()
        .map(|fault| to_value(fault).unwrap().to_string())
        .collect();

    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"control":[{"reply":[450,"Busy."]}]}
    {"control":[{"reply":[450,"one\ntwo"]}]}
    {"control":[{"reply_text":[null,"Other."]}]}
    {"control":[{"reply_text":[250,"Other."]}]}
    {"control":[{"raw_reply":[255,10]}]}
    {"control":[{"raw_reply":"220 hello\r\n"}]}
    {"control":[{"delay":{"nanos":500000000,"secs":1}}]}
    {"control":["close"]}
    {"control":["reset"]}
    {"control":[{"reply":[421,"Gone."]},"close"]}
    {"control":["lose_reply","close"]}
    {"data":["refused"]}
    {"data":["ignored"]}
    {"data":[{"end_after":[100,"reset"]}]}
    {"data":[{"end_after":[0,"close"]}],"then":[226,"Transfer complete."]}
    {"data":[{"end_after":[1,"stall"]}]}
    {"data":[{"replace":"x"}]}
    {"data":[{"throttle":1000}]}
    {"data":["missing"]}
    {"data":[{"early":5}]}
    {"data":[{"early":18446744073709551615}]}
    {"data":[{"reply_at":[5,[226,"Early."]]}]}
    {"data":[{"end_after":[1,"half_close"]}]}
    {"data":[{"from":"127.0.0.2:20"}]}
    {"data":["at_port"]}
    {"data":[{"linger":{"for":{"nanos":0,"secs":1}}}]}
    {"data":[{"linger":"open"}]}
    {"data":[{"linger":{"before":{"nanos":0,"secs":1}}}]}
    {"data":[{"when_refused":"stall"}]}
    {"data":[{"wrong_way":"x"}]}
    {"data":[{"corrupt_at":3},{"append":"x"}]}
    {"data":[{"prepend":[255]}]}
    {"data":[{"duplicate":[2,3]}]}
    {"data":[{"reorder":4}]}
    {"data":[{"slice":1},{"delay":[{"nanos":0,"secs":1},{"nanos":0,"secs":1}]}]}
    {"data":[{"delay":[{"nanos":0,"secs":0},{"nanos":0,"secs":1}]}]}
    {"storage":[{"error_after":[1,"corrupt"]}]}
    {"storage":[{"error_on":["commit",null,"quota_exceeded"]}]}
    {"storage":[{"error_on":["read",2,"io"]}]}
    {"storage":[{"error_on":["change",null,"read_only"]}]}
    {"storage":[{"pretended":"set_time"}]}
    {"storage":[{"hidden":"*.bak"}]}
    {"storage":[{"keep_partial":true}]}
    {"storage":[{"keep_partial":false}]}
    {"storage":["visible_early"]}
    {"storage":[{"afterwards":{"remove":"/a"}}]}
    {"storage":[{"afterwards":{"append":["/a","x"]}}]}
    {"storage":[{"afterwards":{"write":["/a","xy"]}}]}
    {"storage":[{"afterwards":{"rename":["/a","/b"]}}]}
    {"storage":[{"appears":{"time":{"nanos":0,"secs":1}}}]}
    {"storage":[{"appears":{"commands":1}}]}
    {"storage":[{"appears":"session"}]}
    {"outage":{"nanos":0,"secs":60}}
    {"storage":[{"disk_full_after":10}]}
    {"storage":[{"error":"busy"}]}
    {"storage":[{"error":{"reply":[453,"Out of tape."]}}]}
    {"listing":[{"style":"vms"},{"hide":[255,42]}]}
    {"listing":[{"style":{"custom":"closure"}}]}
    {"listing":[{"lines":["a","b"]}]}
    {"listing":[{"line_added":[null,"x"]},{"facts_changed":{"set":["size",""]}}]}
    {"listing":[{"order":"by_size"}]}
    {"control":[{"replies":[[150,"a"],[226,"b"]]},"log_in"]}
    {"control":[{"dribble":[1,{"nanos":0,"secs":2}]}]}
    {"control":[{"passive_host":"10.0.0.1"},{"passive_port":70000}]}
    {"control":[{"extra_reply":[{"nanos":0,"secs":0},[226,"x"]]}]}
    {"control":[{"split":[[3,9],{"nanos":0,"secs":0}]}]}
    {"control":[{"line_ends":"\n"}]}
    {}
    "#);
    let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    reply 450
    reply 450
    other reply text
    reply as 250
    raw reply of 2 bytes
    raw reply of 11 bytes
    delay of 1.5s
    close the control connection
    reset the control connection
    reply 421, close the control connection
    lose the reply, close the control connection
    data connection refused
    data connection ignored
    data reset after 100 bytes
    data closed after 0 bytes, then reply 226
    data stalled after 1 byte
    data replaced by 1 byte
    data at 1000 bytes/s
    no data connection
    5 bytes before the reply
    all data before the reply
    reply 226 after 5 bytes
    data half closed after 1 byte
    data connection from 127.0.0.2:20
    data connection at once
    data connection open for 1s more
    data connection left open
    end of the data 1s late
    data stalled when refused
    data the wrong way, 1 byte
    data corrupt at byte 3, 1 byte after the data
    1 byte before the data
    3 bytes of the data twice, at 2
    pieces of 4 bytes swapped
    data in pieces of 1 byte, each piece of the data 1s late
    each piece of the data 0ns to 1s late
    filesystem error after 1 byte: damaged content
    filesystem error when storing: quota exceeded
    filesystem error when reading, time 2: input or output error
    filesystem error when changing: read-only
    setting a time only pretended
    *.bak not listed
    what arrived is kept
    what arrived is dropped
    upload visible at once
    /a vanishes
    /a grows by 1 byte
    /a replaced by 2 bytes
    /a becomes /b
    visible after 1s
    visible after 1 command
    visible to later sessions
    server down for 60s
    disk full after 10 bytes
    filesystem error: busy
    filesystem error: 453 Out of tape.
    list in the style Vms, do not list �*
    list in the style Custom(closure)
    list 2 lines of its own
    list last: x, the fact size=
    list in the order BySize
    replies 150, 226, log in
    dribble 1 byte every 2s
    wrong passive host 10.0.0.1, wrong passive port 70000
    extra reply 226
    reply cut at 3, 9, 0ns each
    lines end in "\n"
    "#);
}

#[test]
fn replies_are_pairs() {
    assert_eq!(
        to_value(Reply::new(450, "Busy.")).unwrap(),
        json!([450, "Busy."])
    );
    assert_eq!(
        to_value(Reply::new(211, "a\nb")).unwrap(),
        json!([211, "a\nb"])
    );
    assert_eq!(
        to_value(Reply::new(211, &b"\xff"[..])).unwrap(),
        json!([211, [255]])
    );
    assert_eq!(to_value(Code::of(226)).unwrap(), json!(226));
}

#[cfg(feature = "tls")]
#[test]
fn tls_faults_are_data_too() {
    let faults = [
        Fault::tls_alert(TlsAlert::UnknownCa),
        Fault::tls_alert(TlsAlert::Other(200)),
        Fault::tls_certificate(TlsCertificate::WrongHost),
        Fault::tls_cut_after(100).then_reply(425, "No."),
        Fault::tls_no_close_notify(),
        Fault::tls_plain_text("500 What?\r\n"),
        Fault::data_alert_after(5, TlsAlert::BadRecordMac),
    ];
    let lines = faults.map(|fault| to_value(fault).unwrap().to_string());
    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"tls":{"alert":"unknown_ca"}}
    {"tls":{"alert":{"other":200}}}
    {"tls":{"certificate":"wrong_host"}}
    {"then":[425,"No."],"tls":{"cut_after":100}}
    {"tls":"no_close_notify"}
    {"tls":{"plain_text":"500 What?\r\n"}}
    {"data":[{"end_after":[5,{"alert":"bad_record_mac"}]}]}
    "#);
}
