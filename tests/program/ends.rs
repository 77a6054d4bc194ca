//! How `ftpmock serve` ends.

use std::fs;

use crate::support::{client, serve};

#[cfg(unix)]
#[rstest::rstest]
#[case(rustix::process::Signal::TERM)]
#[case(rustix::process::Signal::INT)]
fn signals_end_it_with_the_transcript(#[case] signal: rustix::process::Signal) {
    let dir = tempfile::tempdir().unwrap();
    let (transcript, ready) = (dir.path().join("t.txt"), dir.path().join("ready.json"));
    let served = serve(&[
        "--transcript",
        transcript.to_str().unwrap(),
        "--ready-file",
        ready.to_str().unwrap(),
    ]);
    let line: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&ready).unwrap()).unwrap();
    assert_eq!(line, served.ready);
    let _idle = client(served.addr());
    served.signal(signal);
    let (status, told) = served.ended();
    assert_eq!((status.code(), told.as_str()), (Some(0), ""));
    let text = fs::read_to_string(transcript).unwrap();
    assert!(
        text.starts_with("#1 connect\n") && text.ends_with("#1 open at finish\n"),
        "{text}"
    );
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        1,
        "the ready file is gone"
    );
}

#[test]
fn a_transcript_can_be_lines_of_json() {
    let served = serve(&[
        "--transcript",
        "-",
        "--format",
        "jsonl",
        "--until-stdin-closes",
    ]);
    client(served.addr()).quit().unwrap();
    let (_, told) = served.stopped();
    let kinds: Vec<serde_json::Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(kinds[0]["kind"], "connect");
    assert!(
        kinds.iter().any(|entry| entry["line"] == "USER alice"),
        "{told}"
    );
}

#[test]
fn unmet_expectations_are_told_and_give_3() {
    let dir = tempfile::tempdir().unwrap();
    let scenario = dir.path().join("s.toml");
    fs::write(&scenario, "[[expect]]\non = 'STOR'\ntimes = 1\n").unwrap();
    let scenario = scenario.to_str().unwrap();
    let (status, told) = serve(&[scenario, "--until-stdin-closes"]).stopped();
    assert_eq!(status.code(), Some(3));
    assert!(
        told.contains("STOR   expected 1, got 0") && told.contains("s.toml:1"),
        "{told}"
    );

    let served = serve(&[scenario, "--until-stdin-closes"]);
    client(served.addr())
        .put_file("/a", &mut &b"x"[..])
        .unwrap();
    assert_eq!(served.stopped().0.code(), Some(0));
}

#[test]
fn it_ends_after_a_time_and_after_sessions() {
    let (status, _) = serve(&["--exit-after", "10ms"]).ended();
    assert_eq!(status.code(), Some(0));
    let served = serve(&["--exit-after-sessions", "2"]);
    client(served.addr()).quit().unwrap();
    client(served.addr()).quit().unwrap();
    assert_eq!(served.ended().0.code(), Some(0));
}

#[test]
#[cfg(unix)]
fn a_killed_program_leaves_its_transcript_alone() {
    let dir = tempfile::tempdir().unwrap();
    let transcript = dir.path().join("t.txt");
    let mut command = crate::support::ftpmock(&["serve", "--tls", "explicit", "--transcript"]);
    command.arg(&transcript).env("TMPDIR", dir.path());
    let served = crate::support::served(&mut command);
    client(served.addr()).quit().unwrap();
    served.signal(rustix::process::Signal::KILL);
    served.ended();
    let left: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert_eq!(left, [transcript]);
}
