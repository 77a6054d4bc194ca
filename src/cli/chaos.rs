//! `--chaos 'STOR=451@10%'`: a rule in a few letters.

use crate::scenario::{Scenario, is_fault};

/// `TRIGGER=FAULT[:VALUE][@WHEN]` as a scenario, or what is wrong with it.
///
/// The fault is a reply code, or a fault of scenarios by its name, of which `_after` may be left out;
/// when is `10%`, `once`, or `first:2`, `nth:3`, `after:4`, `every:5`.
pub(super) fn chaos(text: &str) -> Result<Scenario, String> {
    let example =
        "expected a rule such as STOR=451@10%, connect=reset@every:5 or RETR=data-reset:64KiB@once";
    let plain = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || " _-.|/".contains(c);
        !part.is_empty() && part.chars().all(fits)
    };
    let (on, rest) = text.split_once('=').ok_or(example)?;
    let (what, when) = match rest.split_once('@') {
        Some((what, when)) => (what, Some(when)),
        None => (rest, None),
    };
    let (fault, value) = match what.split_once(':') {
        Some((fault, value)) => (fault, Some(value)),
        None => (what, None),
    };
    if !plain(on) || !plain(fault) || !value.is_none_or(plain) {
        return Err(example.to_owned());
    }
    let triggers: Vec<String> = on.split('|').map(|one| format!("{one:?}")).collect();
    let counting = when
        .map_or(Ok(String::new()), counting)
        .map_err(|()| example)?;
    let fault = fault.replace('-', "_");
    let name = [fault.clone(), format!("{fault}_after")]
        .into_iter()
        .find(|name| is_fault(name))
        .unwrap_or(fault);
    let doing = match (name.parse::<u16>(), value) {
        (Ok(code), _) => format!("reply = [{code}, \"Scripted.\"]"),
        (Err(_), None) => format!("fault = {name:?}"),
        (Err(_), Some(value)) => {
            let value = value
                .parse::<u64>()
                .map_or_else(|_| format!("{value:?}"), |n| n.to_string());
            format!("fault = {{ {name} = {value} }}")
        }
    };
    let triggers = triggers.join(", ");
    let toml = format!("[[rule]]\non = [{triggers}]\n{doing}\n{counting}\n");
    // Nobody has written this file, so nobody is to see it.
    Scenario::named("--chaos", &toml).map_err(|error| error.in_words())
}

fn counting(when: &str) -> Result<String, ()> {
    if let Some(percent) = when.strip_suffix('%') {
        let percent: f64 = percent.trim().parse().map_err(|_| ())?;
        return Ok(format!("chance = {:?}", percent / 100.0));
    }
    match when.split_once(':') {
        None if when == "once" => Ok("once = true".to_owned()),
        Some((word @ ("first" | "nth" | "after" | "every"), n)) => {
            let n: u64 = n.parse().map_err(|_| ())?;
            Ok(format!("{word} = {n}"))
        }
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::chaos;

    #[rstest]
    #[case(
        "STOR=451@10%",
        "With a chance of 10 in 100, each time a client sends STOR, the server answers 451 \"Scripted.\"."
    )]
    #[case(
        "connect=reset@every:5",
        "Every 5th time a client connects, the server resets the control connection."
    )]
    #[case(
        "RETR=data-reset:64KiB@once",
        "The first time a client sends RETR, the server resets the data connection after 64 KiB."
    )]
    #[case(
        "LIST|NLST=delay:2s",
        "Each time a client sends LIST or NLST, the server is 2 seconds late."
    )]
    fn chaos_is_a_rule(#[case] text: &str, #[case] says: &str) {
        assert_eq!(chaos(text).unwrap().explain(), [says]);
    }

    #[rstest]
    #[case("STOR", "expected a rule such as")]
    #[case("STOR=451@often", "expected a rule such as")]
    #[case("STOR=451@200%", "this is no probability")]
    #[case("STOR=\"x\"", "expected a rule such as")]
    #[case("STRO=451", "did you mean `STOR`?")]
    #[case("STOR=rest", "did you mean `reset`?")]
    #[case("STOR=banana", "there is no fault `banana`")]
    #[case("STOR=banana:7", "unknown key `banana` in a fault")]
    #[case("RETR=data-reset", "the fault `data_reset_after` needs a value")]
    #[case("RETR=data-reset:lots", "size")]
    fn other_chaos_is_refused(#[case] text: &str, #[case] why: &str) {
        let refused = chaos(text).unwrap_err();
        assert!(refused.contains(why), "{refused}");
        assert_eq!(refused.lines().count(), 1, "{refused}");
    }
}
