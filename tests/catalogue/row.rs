//! One misbehaviour: its name in the catalogue, the code that makes it, and what a client then sees.

use std::panic::{AssertUnwindSafe, catch_unwind};

pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) made: Made,
}

pub(crate) enum Made {
    /// The code, and what runs it and looks at the wire.
    By(&'static str, fn()),
    /// It needs no line of code.
    Always(fn()),
    /// Why it can not be made.
    OutOfReach(&'static str),
}

impl Row {
    pub(crate) const fn can_be_made(&self) -> bool {
        !matches!(self.made, Made::OutOfReach(_))
    }
}

/// A misbehaviour made by rules: `on!("id", |server| rules, |stage| what a client sees)`.
macro_rules! on {
    ($id:literal, |$server:ident| $rules:expr, |$stage:ident| $seen:expr) => {
        $crate::row::Row {
            id: $id,
            made: $crate::row::Made::By(stringify!($rules), || {
                let mut stage = $crate::stage::Stage::new(|builder| builder);
                stage.script(|$server| Box::new($rules));
                (|$stage: &$crate::stage::Stage| $seen)(&stage);
                stage.close();
            }),
        }
    };
}

/// A misbehaviour made by options: `built!("id", |builder| options, |stage| what a client sees)`.
macro_rules! built {
    ($id:literal, |$builder:ident| $options:expr, |$stage:ident| $seen:expr) => {
        $crate::row::Row {
            id: $id,
            made: $crate::row::Made::By(stringify!($options), || {
                let stage = $crate::stage::Stage::new(|$builder| $options);
                (|$stage: &$crate::stage::Stage| $seen)(&stage);
                stage.close();
            }),
        }
    };
}

/// A misbehaviour made by options and rules.
macro_rules! both {
    ($id:literal, |$builder:ident| $options:expr, |$server:ident| $rules:expr, |$stage:ident| $seen:expr) => {
        $crate::row::Row {
            id: $id,
            made: $crate::row::Made::By(
                concat!(stringify!($options), "; ", stringify!($rules)),
                || {
                    let mut stage = $crate::stage::Stage::new(|$builder| $options);
                    stage.script(|$server| Box::new($rules));
                    (|$stage: &$crate::stage::Stage| $seen)(&stage);
                    stage.close();
                },
            ),
        }
    };
}

/// What some servers do wrong and this one does unasked, since it is allowed.
macro_rules! always {
    ($id:literal, |$stage:ident| $seen:expr) => {
        $crate::row::Row {
            id: $id,
            made: $crate::row::Made::Always(|| {
                let stage = $crate::stage::Stage::new(|builder| builder);
                (|$stage: &$crate::stage::Stage| $seen)(&stage);
            }),
        }
    };
}

/// A misbehaviour that can not be made, and why.
macro_rules! out_of_reach {
    ($id:literal, $why:literal) => {
        $crate::row::Row {
            id: $id,
            made: $crate::row::Made::OutOfReach($why),
        }
    };
}

pub(crate) use {always, both, built, on, out_of_reach};

/// Runs every row, and names all that do not show what they say.
pub(crate) fn prove(rows: &[Row]) {
    let wanted = std::env::var("FTPMOCK_ROW").ok();
    let mut failed = Vec::new();
    for row in rows {
        if wanted.as_ref().is_some_and(|wanted| wanted != row.id) {
            continue;
        }
        let (Made::By(_, run) | Made::Always(run)) = row.made else {
            continue;
        };
        if catch_unwind(AssertUnwindSafe(run)).is_err() {
            eprintln!("^ {}\n", row.id);
            failed.push(row.id);
        }
    }
    assert!(failed.is_empty(), "not as the catalogue says: {failed:?}");
}
