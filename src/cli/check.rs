//! `ftpmock check`

use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::{Failure, output};
use crate::scenario::Scenario;

/// What machines are told of a file.
#[derive(Serialize)]
struct Checked {
    event: &'static str,
    file: String,
    ok: bool,
    problems: usize,
}

/// Reads all files, says what each of them says, and shows what is wrong with any.
pub(super) fn check(files: &[PathBuf]) -> Result<ExitCode, Failure> {
    let mut right = true;
    for file in files {
        let (said, problems) = match Scenario::from_path(file) {
            Ok(scenario) => (explained(file, &scenario), 0),
            Err(error) => {
                let problems = error.count();
                (Failure::from(error).to_string(), problems)
            }
        };
        output::tell(&said);
        right &= problems == 0;
        output::json(&Checked {
            event: "checked",
            file: file.display().to_string(),
            ok: problems == 0,
            problems,
        })?;
    }
    Ok(if right {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn explained(file: &std::path::Path, scenario: &Scenario) -> String {
    let mut said = format!("{}:", file.display());
    let mut sentences = scenario.explain();
    if sentences.is_empty() {
        sentences.push("The server is as it is by default.".to_owned());
    }
    for sentence in sentences {
        said.push_str("\n  ");
        said.push_str(&sentence);
    }
    said
}
