//! Transcripts, faults and replies as data.

use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::protocol::{Code, Reply};
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
    {"at":1.5,"kind":"command","line":"STOR /b","session":1,"verb":"STOR"}
    {"at":1.5,"code":150,"kind":"reply","lines":["150 File status okay; about to open data connection."],"session":1}
    {"at":1.5,"bytes":3,"direction":"C->S","end":"complete","expected":null,"hash":"440f1637782a687d","kind":"data","session":1}
    {"at":1.5,"code":226,"kind":"reply","lines":["226 Transfer complete."],"session":1}
    {"at":1.5,"kind":"command","line":"DELE /b","session":1,"verb":"DELE"}
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
        Fault::disk_full_after(10),
        Fault::io_error(FsError::Busy),
        Fault::io_error(FsError::Reply(Code::of(453), "Out of tape.".to_owned())),
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
    {"data":"refused"}
    {"data":"ignored"}
    {"data":{"end_after":[100,"reset"]}}
    {"data":{"end_after":[0,"close"]},"then":[226,"Transfer complete."]}
    {"data":{"end_after":[1,"stall"]}}
    {"data":{"replace":"x"}}
    {"data":{"throttle":1000}}
    {"storage":[{"disk_full_after":10}]}
    {"storage":[{"error":"busy"}]}
    {"storage":[{"error":{"reply":[453,"Out of tape."]}}]}
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
    data replaced by 1 bytes
    data at 1000 bytes/s
    disk full after 10 bytes
    filesystem error: busy
    filesystem error: 453 Out of tape.
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
    {"data":{"end_after":[5,{"alert":"bad_record_mac"}]}}
    "#);
}
