//! docs/SCENARIO.md: its examples are scenarios, and its tables are those of the schema.

#![cfg(all(
    feature = "deflate",
    feature = "hash",
    feature = "temp-dir",
    feature = "tls"
))]

use std::fmt::Write;
use std::fs;

use ftpmock::Scenario;
use serde_json::Value;

const FILE: &str = "docs/SCENARIO.md";
const BEGIN: &str = "<!-- tables, made by FTPMOCK_WRITE_DOCS=1 cargo test --all-features --test scenario docs -->\n";

/// Places in the schema, and what they are called.
const TABLES: &[(&str, &str)] = &[
    ("`[server]`", "/properties/server/properties"),
    (
        "`[server.tls]`",
        "/properties/server/properties/tls/properties",
    ),
    ("`[[user]]`", "/properties/user/items/properties"),
    ("`[[host]]`", "/properties/host/items/properties"),
    ("`[[throttle]]`", "/properties/throttle/items/properties"),
    ("`[fs]`", "/properties/fs/properties"),
    (
        "A file in `[fs.files]`",
        "/properties/fs/properties/files/additionalProperties/anyOf/1/properties",
    ),
    (
        "`[[rule]]`, and faults",
        "/properties/rule/items/properties",
    ),
    ("`[[expect]]`", "/properties/expect/items/properties"),
];

fn tables() -> String {
    let schema: Value = serde_json::from_str(&Scenario::schema()).unwrap();
    let mut all = String::new();
    for (name, place) in TABLES {
        write!(
            all,
            "\n### {name}\n\n| key | value | meaning |\n| --- | --- | --- |\n"
        )
        .unwrap();
        for (key, value) in schema.pointer(place).unwrap().as_object().unwrap() {
            let says = value["description"]
                .as_str()
                .unwrap_or_default()
                .trim_start_matches(", ");
            writeln!(all, "| `{key}` | {} | {says} |", kind(value)).unwrap();
        }
    }
    all
}

/// What a value may be, in a word or two.
fn kind(value: &Value) -> String {
    if let Some(names) = value["enum"].as_array() {
        let names: Vec<String> = names
            .iter()
            .map(|name| format!("`{}`", name.as_str().unwrap()))
            .collect();
        return if names.len() > 30 {
            "a name below".to_owned()
        } else {
            names.join(", ")
        };
    }
    if let Some(ways) = value["anyOf"].as_array() {
        if ways.iter().any(|way| {
            way["description"]
                .as_str()
                .is_some_and(|says| says.starts_with("a size"))
        }) {
            return "size".to_owned();
        }
        let mut ways: Vec<String> = ways.iter().map(kind).collect();
        ways.dedup();
        return ways.join(" or ");
    }
    match value["type"].as_str().unwrap() {
        "array" if value["prefixItems"].is_array() => {
            let parts: Vec<String> = value["prefixItems"]
                .as_array()
                .unwrap()
                .iter()
                .map(kind)
                .collect();
            format!("[{}]", parts.join(", "))
        }
        "array" => format!("list of {}", kind(&value["items"])),
        "boolean" => "true or false".to_owned(),
        "object" => "table".to_owned(),
        "string" => "text".to_owned(),
        other => other.to_owned(),
    }
}

#[test]
fn the_tables_are_those_of_the_schema() {
    let text = fs::read_to_string(FILE).unwrap();
    let (before, _) = text.split_once(BEGIN).expect("the mark is there");
    let made = format!("{before}{BEGIN}{}", tables());
    if std::env::var_os("FTPMOCK_WRITE_DOCS").is_some() {
        fs::write(FILE, &made).unwrap();
    } else {
        assert!(
            text == made,
            "{FILE} is not up to date: see the comment in it"
        );
    }
}

#[test]
fn the_examples_are_scenarios() {
    let text = fs::read_to_string(FILE).unwrap();
    let mut seen = 0;
    for block in text.split("```toml\n").skip(1) {
        let toml = block.split("```").next().unwrap();
        if let Err(error) = toml.parse::<Scenario>() {
            panic!("{toml}\n{error}");
        }
        seen += 1;
    }
    assert!(seen >= 4, "{seen} examples");
}
