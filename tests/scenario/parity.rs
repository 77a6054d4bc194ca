//! Whatever a builder can say, a scenario can say: read from the sources, so that nobody forgets it.

#![cfg(all(
    feature = "deflate",
    feature = "hash",
    feature = "temp-dir",
    feature = "tls"
))]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ftpmock::Scenario;

use crate::sources::methods;

/// The keys that a place in the schema has.
fn keys(of: &str) -> BTreeSet<String> {
    let schema: serde_json::Value = serde_json::from_str(&Scenario::schema()).unwrap();
    let place = schema
        .pointer(of)
        .unwrap_or_else(|| panic!("no {of} in the schema"));
    place.as_object().unwrap().keys().cloned().collect()
}

/// Spelled otherwise, so; or not at all, for this reason.
type Otherwise<'a> = &'a [(&'a str, Result<&'a str, &'a str>)];

#[track_caller]
fn all_spelled(
    what: &str,
    names: BTreeSet<String>,
    keys: &BTreeSet<String>,
    otherwise: Otherwise<'_>,
) {
    assert!(names.len() > 3, "the sources of {what} were not found");
    for (name, how) in otherwise {
        assert!(
            names.contains(*name),
            "{what} has no `{name}` any more: take it off the list"
        );
        if let Ok(toml) = how {
            let parsed = toml.parse::<Scenario>();
            assert!(
                parsed.is_ok(),
                "{what}: `{name}` is not spelled so:{}",
                parsed.unwrap_err()
            );
        }
    }
    let listed = |name: &&String| otherwise.iter().any(|(other, _)| other == name);
    let silent: Vec<_> = names
        .iter()
        .filter(|name| !keys.contains(*name) && !listed(name))
        .collect();
    assert!(
        silent.is_empty(),
        "{what}: {silent:?} can not be said in a scenario: each needs a row in a table of \
         src/scenario, or a reason in this test"
    );
}

#[test]
fn every_fault_has_a_spelling() {
    let names = methods(&["script/fault"], "impl Fault");
    let keys = keys("/properties/rule/items/properties");
    all_spelled(
        "Fault",
        names,
        &keys,
        &[(
            "and",
            Ok("[[rule]]\non = 'STOR'\nfault = ['lose_reply', 'close']"),
        )],
    );
}

#[test]
fn every_word_of_a_rule_has_a_spelling() {
    let keys = keys("/properties/rule/items/properties");
    let acts = methods(&["script/act.rs"], "RuleBuilder<Act>");
    all_spelled(
        "RuleBuilder<Act>",
        acts,
        &keys,
        &[
            ("hold_until_drop", Ok("[[rule]]\non = 'STOR'\nhold = true")),
            ("run", Err("takes a closure")),
        ],
    );
    let both = methods(&["script/rule.rs"], "RuleBuilder<Kind>");
    all_spelled(
        "RuleBuilder",
        both,
        &keys,
        &[(
            "named",
            Ok("[[rule]]\non = 'STOR'\nname = 'busy'\nreply = 450"),
        )],
    );
}

#[test]
fn every_word_of_an_expectation_has_a_spelling() {
    let keys = keys("/properties/expect/items/properties");
    let both = methods(&["script/rule.rs"], "RuleBuilder<Kind>");
    all_spelled(
        "RuleBuilder",
        both,
        &keys,
        &[(
            "named",
            Ok("[[expect]]\non = 'STOR'\nname = 'upload'\ntimes = 1"),
        )],
    );
    let spies = methods(&["script/rule.rs"], "RuleBuilder<Spy>");
    assert_eq!(spies.iter().collect::<Vec<_>>(), ["never", "times"]);
    for times in [
        "1", "'1..'", "'1..3'", "'1..=3'", "'..=3'", "'..'", "'never'",
    ] {
        format!("[[expect]]\non = 'STOR'\ntimes = {times}")
            .parse::<Scenario>()
            .unwrap();
    }
}

#[test]
fn every_event_has_a_spelling() {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/script/trigger.rs"));
    let text = text.unwrap();
    let events = text
        .split("pub enum Event {")
        .nth(1)
        .unwrap()
        .split("\n}")
        .next()
        .unwrap();
    let mut seen = 0;
    for line in events
        .lines()
        .map(str::trim)
        .filter(|line| line.ends_with(',') && !line.starts_with("//"))
    {
        let mut name = String::new();
        for letter in line.trim_end_matches(',').chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.extend(letter.to_lowercase());
        }
        let toml = format!("[[rule]]\non = '{name}'\nfault = 'close'");
        assert!(
            toml.parse::<Scenario>().is_ok(),
            "no event is spelled {name}: see src/scenario/triggers.rs"
        );
        seen += 1;
    }
    assert!(seen >= 5, "the events were not found");
}

#[test]
fn every_option_of_a_server_has_a_spelling() {
    let files = [
        "server/builder.rs",
        "server/builder",
        "server/trust.rs",
        "scenario/mod.rs",
    ];
    let names = methods(&files, "impl Builder");
    let closure = Err("takes a closure");
    let value = Err("takes a value of the test");
    all_spelled(
        "Builder",
        names,
        &keys("/properties/server/properties"),
        &[
            ("accounts", value),
            ("authenticate", closure),
            ("authenticator", value),
            ("clock", value),
            ("command", closure),
            ("dir", Ok("[fs]\ndirs = ['/in']")),
            ("file", Ok("[fs.files]\n'/a' = 'x'")),
            ("filesystem", value),
            ("greeting_for", closure),
            ("impersonate", value),
            ("listener", value),
            ("may_connect", closure),
            ("may_log_in", closure),
            (
                "modified",
                Ok("[fs.files]\n'/a' = { text = 'x', mtime = 2024-01-02T03:04:05Z }"),
            ),
            ("observe", value),
            ("on_event", closure),
            ("overlay", Ok("[fs]\nfrom = 'src'")),
            ("play", Err("is about scenarios")),
            ("root", Ok("[fs]\nroot = 'src'")),
            ("run", Err("starts the server")),
            ("runtime", value),
            ("scenario", Err("is about scenarios")),
            ("seed", Ok("seed = 1")),
            ("site_command", closure),
            ("start", Err("starts the server")),
            ("symlink", Ok("[fs.links]\n'/a' = 'b'")),
            ("temp_dir", Ok("[fs]\ntemp_dir = true")),
            (
                "throttle",
                Ok("[[throttle]]\nscope = 'user'\nupload = '64 KiB/s'"),
            ),
            ("try_start", Err("starts the server")),
            ("user", Ok("[[user]]\nname = 'alice'")),
            ("tls", Ok("[server.tls]\nmode = 'explicit'")),
        ],
    );
}

#[test]
fn every_word_of_tls_has_a_spelling() {
    let names = methods(&["server/tls/settings.rs"], "impl Tls");
    let keys = keys("/properties/server/properties/tls/properties");
    let flaw = |name: &str| format!("[server.tls]\nmode = 'explicit'\ncertificate = '{name}'");
    let flaws = [
        "expired",
        "missing_intermediate",
        "not_yet_valid",
        "self_signed",
        "unknown_authority",
        "wrong_host",
    ];
    let flaws = flaws.map(|name| (name, flaw(name)));
    let mut otherwise = vec![
        ("explicit", Ok("[server.tls]\nmode = 'explicit'")),
        ("implicit", Ok("[server.tls]\nmode = 'implicit'")),
        ("pem_files", Err("needs files; tried where there are some")),
        ("server_config", Err("takes a value of the test")),
        ("users_of_certificates", Err("takes a closure")),
    ];
    otherwise.extend(flaws.iter().map(|(name, toml)| (*name, Ok(toml.as_str()))));
    all_spelled("Tls", names, &keys, &otherwise);
}

#[test]
fn every_word_of_a_user_has_a_spelling() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/auth/user.rs"));
    let text = text.unwrap();
    // What changes a user takes and gives one.
    let names = text.lines().filter_map(|line| {
        let name = line.strip_prefix("    pub fn ")?;
        name.contains("(mut self")
            .then(|| name[..name.find('(').unwrap()].to_owned())
    });
    all_spelled(
        "User",
        names.collect(),
        &keys("/properties/user/items/properties"),
        &[],
    );
}
