//! The JSON Schema of scenario files, from the same tables that read them.

use std::fmt::Write;

use super::shape::Shape;
use super::{files, options, part, people, row::Row, rules, triggers};
use crate::script::Act;

/// JSON Schema, draft 2020-12.
pub(super) fn schema() -> String {
    let text = || Shape::Text("a text");
    let user = keyed(&people::users(), [("name", text())], &["name"]);
    let mut host = fields(&people::hosts());
    host.extend([("name", text()), ("user", list(user.clone()))]);
    let mut fs = fields(&files::places());
    fs.extend([
        ("files", Shape::Map(Box::new(files::shape()))),
        ("dirs", list(Shape::Text("an absolute path of the server"))),
        ("links", Shape::Map(Box::new(text()))),
    ]);
    let scope = <super::args_many::Named<people::Scope> as super::row::Arg>::shape();
    let mut server = fields(&options::table());
    if let Some(tls) = tls() {
        server.push(("tls", tls));
    }
    let all = Shape::Table(
        vec![
            ("version", Shape::Integer(1, 1)),
            ("seed", Shape::Integer(0, i128::from(i64::MAX))),
            ("strict", Shape::Boolean),
            ("server", Shape::Table(server, &[])),
            ("user", list(user)),
            ("host", list(Shape::Table(host, &["name"]))),
            (
                "throttle",
                list(keyed(&people::throttles(), [("scope", scope)], &["scope"])),
            ),
            ("fs", Shape::Table(fs, &[])),
            ("rule", list(rule())),
            ("expect", list(expectation())),
        ],
        &[],
    );
    debug_assert!(matches!(&all, Shape::Table(keys, _) if keys.len() == part::KEYS.len()));
    let mut json = String::from(
        "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": \"A scenario of ftpmock\",\n  ",
    );
    let body = object(&all, 0);
    json.push_str(body.trim_start_matches("{\n").trim_start());
    json.push('\n');
    json
}

fn rule() -> Shape {
    let mut keys = fields(&rules::filters::<Act>());
    keys.extend(fields(&rules::counts()));
    keys.extend(fields(&rules::scopes()));
    let faults = fields(&super::faults::table());
    keys.extend(faults.iter().cloned());
    let names = faults.iter().map(|(name, _)| *name).collect();
    let one = Shape::Either(vec![Shape::Choice(names), Shape::Table(faults, &[])]);
    keys.extend([
        ("on", trigger()),
        ("name", Shape::Text("a name for messages")),
        ("optional", Shape::Boolean),
        ("hold", Shape::Boolean),
        ("fault", Shape::Either(vec![one.clone(), list(one.clone())])),
        ("sequence", list(one)),
    ]);
    Shape::Table(keys, &["on"])
}

fn expectation() -> Shape {
    let mut keys = fields(&rules::filters::<Act>());
    let number = Shape::Integer(0, i128::from(i64::MAX));
    let range = Shape::Text("\"never\", or a range such as \"2..\" or \"1..=3\"");
    keys.extend([
        ("on", trigger()),
        ("name", Shape::Text("a name for messages")),
        ("times", Shape::Either(vec![number, range])),
    ]);
    Shape::Table(keys, &["on", "times"])
}

fn trigger() -> Shape {
    let events = triggers::events()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let one = Shape::Either(vec![
        Shape::Text("a command, or \"any\""),
        Shape::Choice(events),
    ]);
    Shape::Either(vec![one.clone(), list(one)])
}

#[cfg(feature = "tls")]
fn tls() -> Option<Shape> {
    let mode = <super::args_many::Named<super::tls::Mode> as super::row::Arg>::shape();
    Some(keyed(&super::tls::table(), [("mode", mode)], &["mode"]))
}

#[cfg(not(feature = "tls"))]
const fn tls() -> Option<Shape> {
    None
}

fn list(of: Shape) -> Shape {
    Shape::List(Box::new(of))
}

fn fields<S>(rows: &[Row<S>]) -> Vec<(&'static str, Shape)> {
    let said = |row: &Row<S>| Shape::Said(row.says, Box::new(row.shape.clone()));
    rows.iter().map(|row| (row.name, said(row))).collect()
}

fn keyed<S>(
    rows: &[Row<S>],
    more: impl IntoIterator<Item = (&'static str, Shape)>,
    needed: &'static [&'static str],
) -> Shape {
    let mut keys = fields(rows);
    keys.extend(more);
    Shape::Table(keys, needed)
}

/// A shape as JSON; all texts are of this crate, so quotes are all there is to escape.
fn object(shape: &Shape, depth: usize) -> String {
    let members = match shape {
        Shape::Boolean => vec!["\"type\": \"boolean\"".to_owned()],
        Shape::Integer(least, most) => vec![
            "\"type\": \"integer\"".to_owned(),
            format!("\"minimum\": {least}"),
            format!("\"maximum\": {most}"),
        ],
        Shape::Fraction => vec![
            "\"type\": \"number\"".to_owned(),
            "\"minimum\": 0".to_owned(),
            "\"maximum\": 1".to_owned(),
        ],
        Shape::Text(what) => vec![
            "\"type\": \"string\"".to_owned(),
            format!("\"description\": {}", quoted(what)),
        ],
        Shape::Said(says, of) => {
            let says = says.split('|').next().unwrap_or(says).replace("{}", "..");
            let says = match &**of {
                Shape::Text(what) => format!("{}: {what}", says.trim()),
                _ => says.trim().to_owned(),
            };
            let inner = match &**of {
                Shape::Text(_) => "{ \"type\": \"string\" }".to_owned(),
                other => object(other, depth),
            };
            return inner.replacen('{', &format!("{{ \"description\": {},", quoted(&says)), 1);
        }
        Shape::Choice(names) => {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            vec![format!("\"enum\": [{}]", names.join(", "))]
        }
        Shape::List(of) => vec![
            "\"type\": \"array\"".to_owned(),
            format!("\"items\": {}", object(of, depth + 1)),
        ],
        Shape::Map(of) => vec![
            "\"type\": \"object\"".to_owned(),
            format!("\"additionalProperties\": {}", object(of, depth + 1)),
        ],
        Shape::Either(ways) => {
            let ways: Vec<String> = ways.iter().map(|way| object(way, depth + 1)).collect();
            vec![format!("\"anyOf\": [{}]", ways.join(", "))]
        }
        Shape::Pair(of) => {
            let parts = [object(&of.0, depth + 1), object(&of.1, depth + 1)].join(", ");
            vec![
                "\"type\": \"array\"".to_owned(),
                format!("\"prefixItems\": [{parts}], \"minItems\": 2, \"maxItems\": 2"),
            ]
        }
        Shape::Reply => {
            let code = Shape::Integer(100, 659);
            let parts = format!(
                "[{}, {}]",
                object(&code, depth + 1),
                object(&Shape::octets(), depth + 1)
            );
            let reply = format!(
                "{{ \"type\": \"array\", \"prefixItems\": {parts}, \"minItems\": 2, \"maxItems\": 2 }}"
            );
            vec![format!(
                "\"anyOf\": [{}, {reply}]",
                object(&code, depth + 1)
            )]
        }
        Shape::Table(keys, needed) => {
            let mut sorted = keys.clone();
            sorted.sort_by_key(|(name, _)| *name);
            sorted.dedup_by_key(|(name, _)| *name);
            let keys: Vec<String> = sorted
                .iter()
                .map(|(name, shape)| format!("{}: {}", quoted(name), object(shape, depth + 2)))
                .collect();
            let mut members = vec!["\"type\": \"object\"".to_owned()];
            members.push(format!("\"properties\": {}", braced(&keys, depth + 1)));
            if !needed.is_empty() {
                let needed: Vec<String> = needed.iter().map(|name| quoted(name)).collect();
                members.push(format!("\"required\": [{}]", needed.join(", ")));
            }
            members.push("\"additionalProperties\": false".to_owned());
            return braced(&members, depth);
        }
    };
    format!("{{ {} }}", members.join(", "))
}

fn braced(members: &[String], depth: usize) -> String {
    let mut out = String::from("{\n");
    for (n, member) in members.iter().enumerate() {
        let comma = if n + 1 < members.len() { "," } else { "" };
        // Writing to a string can not fail.
        let _ = writeln!(out, "{:width$}{member}{comma}", "", width = 2 * (depth + 1));
    }
    let _ = write!(out, "{:width$}}}", "", width = 2 * depth);
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
