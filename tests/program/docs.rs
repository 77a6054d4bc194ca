//! Documents for users of the program: their files do what they say, where their tools are.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{is_there, told};

const CI: (&str, usize) = ("docs/CI.md", 8);

/// Writes all files of a document into a directory.
pub(crate) fn unpacked((document, files): (&str, usize)) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(document).unwrap();
    let mut seen = 0;
    for block in text.split("```").skip(1).step_by(2) {
        let (_, file) = block.split_once('\n').unwrap();
        let first = file.lines().next().unwrap_or_default();
        let Some((_, name)) = first.split_once(" file: ") else {
            continue;
        };
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
        seen += 1;
    }
    assert_eq!(seen, files, "files in {document}");
    dir
}

/// Runs a command where the files are, with the program on its path.
pub(crate) fn run_in(dir: &Path, command: &[&str]) -> Output {
    let home = Path::new(env!("CARGO_BIN_EXE_ftpmock")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    Command::new(command[0])
        .args(&command[1..])
        .current_dir(dir)
        .env("PATH", format!("{}:{path}", home.display()))
        .env("TMPDIR", dir)
        .output()
        .unwrap()
}

#[track_caller]
fn works(command: &[&str]) -> String {
    works_in(unpacked(CI).path(), command)
}

/// What a command writes that is content.
#[track_caller]
pub(crate) fn works_in(dir: &Path, command: &[&str]) -> String {
    let output = run_in(dir, command);
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{out}\n{}",
        output.status,
        told(&output)
    );
    out
}

#[test]
fn the_shell_scripts_work() {
    if !is_there("curl") {
        return;
    }
    assert!(
        works(&["ftpmock", "run", "flaky.toml", "--", "sh", "test_fetch.sh"])
            .ends_with("a,b\n1,2\n")
    );
    assert!(works(&["sh", "test_serve.sh"]).ends_with("a,b\n1,2\n2\n"));
}

pub(crate) fn has_pytest() -> bool {
    let import = Command::new("python3")
        .args(["-c", "import pytest"])
        .output();
    import.is_ok_and(|import| import.status.success())
}

#[test]
fn the_python_tests_work() {
    if !is_there("python3") {
        return;
    }
    if has_pytest() {
        let pytest = ["python3", "-m", "pytest", "-q"];
        let run = ["ftpmock", "run", "flaky.toml", "--"];
        works(&[&run[..], &pytest, &["test_fetch.py"]].concat());
        works(&[&pytest[..], &["test_own_server.py"]].concat());
    } else {
        // Its function is called by hand.
        let call = "import test_fetch; test_fetch.test_a_broken_line_is_no_end()";
        works(&["ftpmock", "run", "flaky.toml", "--", "python3", "-c", call]);
    }
}

#[test]
fn the_test_of_node_works() {
    if !is_there("node") || !is_there("curl") {
        return;
    }
    works(&[
        "ftpmock",
        "run",
        "flaky.toml",
        "--",
        "node",
        "--test",
        "fetch.test.mjs",
    ]);
}

#[test]
fn the_readme_shows_what_check_says() {
    let dir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string("README.md").unwrap();
    let flaky = text
        .split("```toml\n# flaky.toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    fs::write(dir.path().join("flaky.toml"), flaky).unwrap();
    let output = run_in(dir.path(), &["ftpmock", "check", "flaky.toml"]);
    assert!(
        output.status.success() && text.contains(&told(&output)),
        "{}",
        told(&output)
    );
}

#[test]
fn the_workflow_uses_what_there_is() {
    let dir = unpacked(CI);
    let workflow = fs::read_to_string(dir.path().join(".github/workflows/ftp.yml")).unwrap();
    let steps: Vec<&str> = workflow
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- run: ftpmock "))
        .collect();
    assert_eq!(steps.len(), 2);
    if !is_there("curl") {
        return;
    }
    for step in steps {
        let output = run_in(dir.path(), &["sh", "-c", &format!("ftpmock {step}")]);
        assert!(output.status.success(), "{step}: {}", told(&output));
    }
    assert!(
        fs::read_to_string(dir.path().join("transcript.txt"))
            .unwrap()
            .contains("RETR")
    );
}
