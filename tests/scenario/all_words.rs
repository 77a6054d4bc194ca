//! Every word of the schema can be said, with some value, and played.

#![cfg(feature = "tls")]

use ftpmock::Scenario;
use ftpmock::prelude::*;
use serde_json::Value;

/// Some values of this shape, of which one should do.
fn samples(shape: &Value) -> Vec<String> {
    let texts = [
        "2 s",
        "1 KiB",
        "/in",
        "a*",
        "STOR",
        "127.0.0.1",
        "127.0.0.1:0",
        "30000-30009",
        "a.test",
        "x.a",
        "size;",
        "elr",
    ];
    if let Some(names) = shape["enum"].as_array() {
        return names.iter().take(1).map(ToString::to_string).collect();
    }
    if let Some(ways) = shape["anyOf"].as_array() {
        return ways.iter().flat_map(samples).collect();
    }
    if let Some(parts) = shape["prefixItems"].as_array() {
        let (first, second) = (samples(&parts[0]), samples(&parts[1]));
        let pairs = first
            .iter()
            .flat_map(|one| second.iter().map(move |other| format!("[{one}, {other}]")));
        return pairs.collect();
    }
    match shape["type"].as_str().unwrap() {
        "array" => samples(&shape["items"])
            .into_iter()
            .map(|one| format!("[{one}]"))
            .collect(),
        "boolean" => vec!["true".to_owned()],
        "integer" => vec!["1".to_owned(), "450".to_owned(), "512".to_owned()],
        "number" => vec!["0.5".to_owned()],
        "object" if shape["additionalProperties"].is_object() => {
            let keys = ["DELE.done", "/in", "127.0.0.1"];
            let values = samples(&shape["additionalProperties"]);
            keys.iter()
                .flat_map(|key| {
                    values
                        .iter()
                        .map(move |value| format!("{{ '{key}' = {value} }}"))
                })
                .collect()
        }
        "object" => {
            let needed = shape["required"].as_array().into_iter().flatten();
            let fields: Vec<String> = needed
                .map(|key| {
                    format!(
                        "{key} = {}",
                        samples(&shape["properties"][key.as_str().unwrap()])[0]
                    )
                })
                .collect();
            vec![format!("{{ {} }}", fields.join(", "))]
        }
        _ => texts.iter().map(|text| format!("'{text}'")).collect(),
    }
}

#[track_caller]
fn all_played(place: &str, others: &[&str], toml: impl Fn(&str, &str) -> String) {
    let schema: Value = serde_json::from_str(&Scenario::schema()).unwrap();
    let words = schema.pointer(place).unwrap().as_object().unwrap();
    for (word, shape) in words
        .iter()
        .filter(|(word, _)| !others.contains(&word.as_str()))
    {
        let mut tried = samples(shape).into_iter().map(|value| toml(word, &value));
        let Some(scenario) = tried.find_map(|toml| toml.parse::<Scenario>().ok()) else {
            panic!("no value was found for {word}: {:?}", samples(shape));
        };
        for sentence in scenario.explain() {
            assert!(!sentence.contains(['{', '|']), "{word}: {sentence}");
        }
        FtpServer::builder().play(scenario).start().finish();
    }
}

#[test]
fn every_word_of_a_rule_can_be_played() {
    all_played(
        "/properties/rule/items/properties",
        &["on", "name", "fault", "sequence", "then_reply"],
        |word, value| {
            format!("[[rule]]\non = 'RETR'\ndelay = '1 s'\n{word} = {value}\n")
                .replace("delay = '1 s'\ndelay", "delay")
                .replace("delay = '1 s'\nhold", "hold")
        },
    );
}

#[test]
fn every_option_can_be_played() {
    all_played("/properties/server/properties", &["tls"], |word, value| {
        format!("[server]\n{word} = {value}\n")
    });
}

#[test]
fn every_word_of_tls_can_be_played() {
    all_played(
        "/properties/server/properties/tls/properties",
        &["mode"],
        |word, value| format!("[server.tls]\nmode = 'explicit'\n{word} = {value}\n"),
    );
}
