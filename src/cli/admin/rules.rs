//! Rules and expectations, those of the scenario and those that tests add.

use hyper::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::call::Call;
use crate::scenario::{Reach, Scenario, ScenarioError};
use crate::script::{Description, Rule};

/// What stands in reports in the place of a file.
const SOURCE: &str = "POST /api/v1/rules";

/// A rule, and what has come of it.
#[derive(Serialize)]
pub(super) struct Row {
    id: u64,
    sentence: String,
    /// How often it has acted, or an expectation was matched.
    hits: u64,
    /// How often it has matched, whether it acted or not.
    matched: u64,
    /// Where it was written: file and line.
    place: String,
    /// Whether it was added by a request.
    added: bool,
    rule: Description,
}

/// `GET /api/v1/rules`
pub(super) fn list(call: Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::json(&rows(call)))
}

/// All rules, or those that are about the user of the request.
pub(super) fn rows(call: Call<'_>) -> Vec<Row> {
    let added = call.ward.added();
    let row = |rule: &Rule| Row {
        id: rule.id(),
        sentence: rule.sentence(),
        hits: rule.hits(),
        matched: rule.matched(),
        place: rule.place().to_string(),
        added: added.contains(&rule.id()),
        rule: rule.description(),
    };
    wanted(call).iter().map(row).collect()
}

/// `POST /api/v1/rules`
pub(super) fn add(call: Call<'_>) -> Result<Answer, Refusal> {
    let text = std::str::from_utf8(&call.asked.body);
    let text = text.map_err(|_| Refusal::bad("rules are TOML, and TOML is UTF-8"))?;
    let scenario = Scenario::addition(SOURCE, text).map_err(|error| wrong(&error))?;
    let reach = Reach {
        user: call.user(),
        apart: call.ward.rooms.is_some(),
    };
    let rules = scenario.add_to(call.server.script(), reach);
    if rules.is_empty() {
        return Err(Refusal::bad(
            "there is no rule in this: send [[rule]] and [[expect]] as a scenario file has them",
        ));
    }
    let ids: Vec<u64> = rules.iter().map(Rule::id).collect();
    call.ward.added().extend(&ids);
    let added = json!({ "ids": ids, "sentences": scenario.explain() });
    Ok(Answer::json_as(StatusCode::CREATED, &added))
}

fn wrong(error: &ScenarioError) -> Refusal {
    let (line, column) = error.place();
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error)
        .with("line", line)
        .with("column", column)
        .with("problems", error.count())
}

/// `DELETE /api/v1/rules`
pub(super) fn remove_added(call: Call<'_>) -> Result<Answer, Refusal> {
    let mut added = call.ward.added();
    for rule in wanted(call) {
        if added.contains(&rule.id()) {
            added.retain(|id| *id != rule.id());
            take_away(rule);
        }
    }
    Ok(Answer::Done)
}

/// `DELETE /api/v1/rules/<id>`
pub(super) fn remove(call: Call<'_>) -> Result<Answer, Refusal> {
    let id = call.id()?;
    let mut rules = call.server.script().list().into_iter();
    let Some(rule) = rules.find(|rule| rule.id() == id) else {
        return Err(Refusal::not_found(format_args!(
            "there is no rule {id}; GET /api/v1/rules lists them"
        )));
    };
    call.ward.added().retain(|added| *added != id);
    take_away(rule);
    Ok(Answer::Done)
}

fn take_away(rule: Rule) {
    rule.let_go();
    rule.remove();
}

fn wanted(call: Call<'_>) -> Vec<Rule> {
    let mut rules = call.server.script().list();
    if let Some(user) = call.user() {
        rules.retain(|rule| rule.is_about(user));
    }
    rules
}
