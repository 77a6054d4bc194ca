//! Wrong command lines and scenarios: exit code 2, the reason, and nothing begun.

use std::fs;
use std::net::TcpListener;

use rstest::rstest;

use crate::support::{ran, told};

#[rstest]
#[case(&["serve", "--lisen", "127.0.0.1:0"], "'--listen'")]
#[case(&["serve", "--listen", "localhost"], "invalid value 'localhost'")]
#[case(&["serve", "--user", "alice"], "a user needs a password")]
#[case(&["serve", "--user", "alice:secret:xyz"], "elradfmwMT")]
#[case(&["serve", "--passive", "9-1"], "expected ports such as 30000-30009")]
#[case(&["serve", "--exit-after", "5"], "expected a time such as 30s")]
#[case(&["serve", "--tls", "maybe"], "possible values: off, explicit, implicit")]
#[case(&["serve", "--cert", "c.pem", "--tls", "explicit"], "--key")]
#[case(&["serve", "--cert", "c.pem", "--key", "k.pem"], "need --tls explicit")]
#[case(&["serve", "--cert", "no.pem", "--key", "k.pem", "--tls", "explicit"], "no.pem: expected PEM certificates")]
#[case(&["serve", "--ca-out", "ca.pem"], "--ca-out needs TLS")]
#[case(&["serve", "--root", "no/such/dir"], "there is no such directory")]
#[case(&["serve", "--transcript", "no/such/dir/t.txt"], "no/such/dir/t.txt")]
#[case(&["serve", "--ready-file", "no/such/dir/r"], "no file can be written there")]
#[case(&["serve", "fixtures/scenarios/full-disk.toml", "--root", "src"], "quota")]
#[case(&["serve", "no-such.toml"], "no-such.toml")]
#[case(&["serve", "tests/scenario/wrong/unknown-option.toml"], "did you mean `greeting`?")]
#[case(&["serve", "tests/program/no-place.toml"], "cannot add /a")]
#[case(&["check", "tests/scenario/wrong/unknown-option.toml"], "unknown-option.toml:2:1")]
#[case(&["wait", "nowhere"], "is no address")]
#[case(&[], "Usage")]
fn mistakes_give_2_and_say_why(#[case] args: &[&str], #[case] reason: &str) {
    let output = ran(args);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(told(&output).contains(reason), "{}", told(&output));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(!out.contains("ready"), "{out}");
}

#[rstest]
#[case(&["run", "--lisen", "x", "--", "true"])]
#[case(&["run", "fixtures/scenarios/happy.toml"])]
#[case(&["run", "tests/scenario/wrong/unknown-option.toml", "--", "true"])]
#[case(&["run", "--", "no-such-program-anywhere"])]
fn run_gives_125_when_it_could_not_run(#[case] args: &[&str]) {
    assert_eq!(ran(args).status.code(), Some(125));
}

#[test]
fn a_port_that_is_taken_is_a_mistake() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let dir = tempfile::tempdir().unwrap();
    let ready = dir.path().join("ready");
    let output = ran(&[
        "serve",
        "--listen",
        &addr,
        "--ready-file",
        ready.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told(&output).contains("the server can not be started"),
        "{}",
        told(&output)
    );
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn every_scenario_is_explained() {
    let mut files = Vec::new();
    for dir in ["", "/slowftp", "/top30"] {
        let entries = fs::read_dir(format!("fixtures/scenarios{dir}")).unwrap();
        let names = entries.map(|entry| entry.unwrap().path().to_str().unwrap().to_owned());
        files.extend(names.filter(|name| name.ends_with(".toml")));
    }
    let args: Vec<&str> = ["check"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .collect();
    let output = ran(&args);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().count(),
        files.len()
    );
    for line in told(&output).lines().filter(|line| line.starts_with("  ")) {
        assert!(
            line.ends_with('.') && !line.contains("{}") && !line.contains('|'),
            "{line}"
        );
    }
}

#[test]
fn the_schema_and_completions_are_there() {
    let schema = ran(&["schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    assert!(schema["properties"]["rule"].is_object());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ran(&["completions", shell]);
        assert!(
            script.status.success() && script.stdout.len() > 1000,
            "{shell}"
        );
    }
}
