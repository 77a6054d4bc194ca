//! Throws the flips, one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::table::{self, Flip};
use super::tests_of::{self, Named};

/// How long the tests of one rule may take.
const LIMIT: Duration = Duration::from_secs(90);

/// What the strict client says when it has waited in vain.
const IN_VAIN: &str = "nothing came in";

/// What the crate gets in addition.
const SWITCHES: &str = r#"
pub(crate) mod flip {
    use std::sync::LazyLock;

    static ON: LazyLock<String> = LazyLock::new(|| std::env::var("FTPMOCK_FLIP").unwrap_or_default());

    pub(crate) fn is(key: &str) -> bool {
        !ON.is_empty() && *ON == key
    }
}
"#;

/// What is copied.
const PARTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "CHANGELOG.md",
    "README.md",
    "benches",
    "docs",
    "examples",
    "src",
    "tests",
];

/// How a run of tests ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    Passed,
    Failed,
    /// Failed by waiting for what did not come.
    Waited,
    TimedOut,
}

/// Builds the copy and tries each flip; panics when one is not noticed.
pub(crate) fn run(root: &Path, only: &BTreeSet<String>) {
    let tests = tests_of::read(root);
    let named: Vec<&Named> = tests.iter().filter(|test| !test.rules.is_empty()).collect();
    let programs: BTreeSet<&str> = named.iter().map(|test| test.program.as_str()).collect();
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("flips");
    let tree = work.join("tree");
    let flips = table::read(root);
    copy(root, &tree, &flips);
    let built = build(&tree, &work.join("target"), &programs);

    for (name, program) in &built {
        let of_program = named.iter().filter(|test| test.program == *name);
        let outcome = program.run(of_program.copied(), "", &tree);
        let all = Outcome::Passed;
        assert_eq!(outcome, all, "{name}: without a flip all tests pass");
    }
    let (mut green, mut waited, mut weak) = (Vec::new(), Vec::new(), Vec::new());
    let each = flips
        .iter()
        .flat_map(|flip| flip.rules.iter().map(|rule| (rule, flip.key.as_str())));
    for (rule, key) in each.filter(|(rule, _)| only.is_empty() || only.contains(*rule)) {
        let begun = Instant::now();
        let outcome = try_flip(rule, key, &named, &built, &tree);
        let took = begun.elapsed().as_secs_f32();
        let rule = format!("{rule} by {key}");
        eprintln!("{rule}: {outcome:?} in {took:.1} s");
        match outcome {
            Outcome::Failed => {}
            Outcome::Passed => green.push(rule),
            Outcome::Waited => waited.push(rule),
            Outcome::TimedOut => weak.push(rule),
        }
    }
    eprintln!("noticed by a client that waits in vain: {waited:?}");
    eprintln!("noticed by nothing but the time limit: {weak:?}");
    assert!(
        green.is_empty(),
        "nobody notices when these are broken: {green:?}"
    );
}

/// Runs the tests that name a rule, until one fails.
fn try_flip(
    rule: &String,
    key: &str,
    named: &[&Named],
    built: &BTreeMap<String, Program>,
    tree: &Path,
) -> Outcome {
    let mut worst = Outcome::Passed;
    // What needs no socket comes first: it is fast.
    let in_order = ["lib", "session"]
        .iter()
        .filter_map(|name| built.get_key_value(*name));
    let others = built
        .iter()
        .filter(|(name, _)| !["lib", "session"].contains(&name.as_str()));
    for (name, program) in in_order.chain(others) {
        let here = named
            .iter()
            .filter(|test| test.program == *name && test.rules.contains(rule));
        match program.run(here.copied(), key, tree) {
            Outcome::Failed => return Outcome::Failed,
            Outcome::Passed => {}
            other => worst = other,
        }
    }
    worst
}

/// Copies the package, with switches in its sources; what is the same stays untouched, so that cargo builds little.
fn copy(root: &Path, tree: &Path, flips: &[Flip]) {
    let mut wanted = BTreeSet::new();
    let mut left: Vec<PathBuf> = PARTS.iter().map(PathBuf::from).collect();
    while let Some(path) = left.pop() {
        let from = root.join(&path);
        if from.is_dir() {
            let entries = fs::read_dir(&from).unwrap();
            left.extend(entries.map(|entry| path.join(entry.unwrap().file_name())));
            continue;
        }
        let name = path.to_str().unwrap().replace('\\', "/");
        let mut content = fs::read(&from).unwrap();
        let here: Vec<&Flip> = flips.iter().filter(|flip| flip.file == name).collect();
        if !here.is_empty() {
            let text = String::from_utf8(content).unwrap();
            let switched = table::with_switches(&text, &here);
            content = switched.unwrap_or_else(|wrong| panic!("{wrong}")).into();
        }
        if name == "src/lib.rs" {
            content.extend_from_slice(SWITCHES.as_bytes());
        }
        let to = tree.join(&path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        if fs::read(&to).ok().as_ref() != Some(&content) {
            fs::write(&to, content).unwrap();
        }
        wanted.insert(to);
    }
    remove_others(tree, &wanted);
}

fn remove_others(directory: &Path, wanted: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            remove_others(&path, wanted);
        } else if !wanted.contains(&path) {
            fs::remove_file(path).unwrap();
        }
    }
}

/// A built program of tests.
struct Program {
    file: PathBuf,
    tests: Vec<String>,
}

/// Builds the programs, and asks each for its tests.
fn build(tree: &Path, target: &Path, programs: &BTreeSet<&str>) -> BTreeMap<String, Program> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["test", "--no-run", "--locked", "--all-features"])
        .args(["--message-format", "json-render-diagnostics"])
        .arg("--target-dir")
        .arg(target)
        .current_dir(tree)
        .env("RUSTFLAGS", "-A warnings")
        .stderr(Stdio::inherit());
    for program in programs {
        match *program {
            "lib" => cargo.arg("--lib"),
            name => cargo.args(["--test", name]),
        };
    }
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "the copy with switches must build");
    let mut built = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(file) = message["executable"].as_str() else {
            continue;
        };
        let is_test = message["profile"]["test"] == true;
        let name = match message["target"]["kind"][0].as_str() {
            Some("lib") => "lib",
            _ => message["target"]["name"].as_str().unwrap(),
        };
        if is_test && programs.contains(name) {
            built.insert(name.to_owned(), Program::at(file.into()));
        }
    }
    built
}

impl Program {
    fn at(file: PathBuf) -> Self {
        let listed = Command::new(&file)
            .args(["--list", "--format", "terse"])
            .output()
            .unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let tests = listed
            .lines()
            .filter_map(|line| line.strip_suffix(": test"));
        Self {
            tests: tests.map(str::to_owned).collect(),
            file,
        }
    }

    /// Runs these tests, each with all its cases.
    fn run<'a>(&self, named: impl Iterator<Item = &'a Named>, flip: &str, tree: &Path) -> Outcome {
        let mut chosen = Vec::new();
        for Named { name, .. } in named {
            let cases = format!("{name}::");
            let found = self
                .tests
                .iter()
                .filter(|test| *test == name || test.starts_with(&cases));
            let before = chosen.len();
            chosen.extend(found);
            assert!(chosen.len() > before, "{name} is not among the tests");
        }
        if chosen.is_empty() {
            return Outcome::Passed;
        }
        let child = Command::new(&self.file)
            .arg("--exact")
            .args(chosen)
            .current_dir(tree)
            .env("FTPMOCK_FLIP", flip)
            .env("INSTA_UPDATE", "no")
            .env("RUST_BACKTRACE", "0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (outcome, said) = wait(child);
        if flip.is_empty() && outcome != Outcome::Passed {
            eprintln!("{said}");
        }
        outcome
    }
}

/// Waits for the end, or ends it; the output shows which.
fn wait(mut child: Child) -> (Outcome, String) {
    let mut output = child.stdout.take().unwrap();
    let (tell, told) = channel();
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        let _ = output.read_to_string(&mut said);
        let _ = tell.send(());
        said
    });
    let in_time = told.recv_timeout(LIMIT) != Err(RecvTimeoutError::Timeout);
    if !in_time {
        let _ = child.kill();
    }
    let status = child.wait().unwrap();
    let said = reader.join().unwrap();
    let outcome = match (in_time, status.success()) {
        (false, _) => Outcome::TimedOut,
        (true, false) if said.matches(IN_VAIN).count() >= failures(&said) => Outcome::Waited,
        (true, false) => Outcome::Failed,
        (true, true) => Outcome::Passed,
    };
    (outcome, said)
}

/// How many tests failed; one if the program itself did.
fn failures(said: &str) -> usize {
    said.matches(" ... FAILED").count().max(1)
}
