//! Listings that are not as the files are.

use ftpmock::prelude::*;
use ftpmock::protocol::ListStyle;
use ftpmock::session::ListOrder;

use crate::row::Visit::{Commands, Listing};
use crate::row::{Group, Row, row};

const LIST_DIR: crate::row::Visit = Listing("LIST /dir");
const NAMES: crate::row::Visit = Listing("NLST /dir");
const FACTS: crate::row::Visit = Commands(&["MLST /dir/one"]);

pub(crate) const GROUP: Group = Group {
    title: "Listings",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("list_style", LIST_DIR, |server| server
        .on(LIST)
        .fault(Fault::list_style(ListStyle::Os400Files))),
    row!("list_lines", LIST_DIR, |server| server
        .on(LIST)
        .fault(Fault::list_lines(["total 0", "what?"]))),
    row!("list_line_first", LIST_DIR, |server| server
        .on(LIST)
        .fault(Fault::list_line_first("total 33824"))),
    row!("list_line_last", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_line_last("226 Done."))),
    row!("list_line_after", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_line_after(1, "ls: d: Permission denied"))),
    row!("list_line_ends", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_line_ends("\n"))),
    row!("list_open_end", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_open_end())),
    row!("list_lines_cut", LIST_DIR, |server| server
        .on(LIST)
        .fault(Fault::list_lines_cut(30))),
    row!("list_lines_prefixed", LIST_DIR, |server| server
        .on(LIST)
        .fault(Fault::list_lines_prefixed(" "))),
    row!("list_replace", LIST_DIR, |server| server
        .on(LIST)
        .fault(Fault::list_replace("ftp", "nobody"))),
    row!("list_hide", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_hide("*.txt"))),
    row!("list_limit", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_limit(1))),
    row!("list_repeated", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_repeated(2))),
    row!("list_order", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_order(ListOrder::Backwards))),
    row!("list_dots", LIST_DIR, |server| server
        .on(LIST)
        .fault(Fault::list_dots())),
    row!("list_entry_added", LIST_DIR, |server| server
        .on(LIST)
        .fault(Fault::list_entry_added("ghost"))),
    row!("list_names_prefixed", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_names_prefixed("../../"))),
    row!("list_names_filled", NAMES, |server| server
        .on(NLST)
        .fault(Fault::list_names_filled(12))),
    row!("facts_without", FACTS, |server| server
        .on(MLST)
        .fault(Fault::facts_without(["modify", "type", "unique"]))),
    row!("fact_set", FACTS, |server| server
        .on(MLST)
        .fault(Fault::fact_set("size", "-1"))),
    row!("fact_renamed", FACTS, |server| server
        .on(MLST)
        .fault(Fault::fact_renamed("size", "sizd"))),
    row!("fact_first", FACTS, |server| server
        .on(MLST)
        .fault(Fault::fact_first("UNIX.mode"))),
    row!("facts_capitalised", FACTS, |server| server
        .on(MLST)
        .fault(Fault::facts_capitalised())),
    row!("facts_gap", FACTS, |server| server
        .on(MLST)
        .fault(Fault::facts_gap(" "))),
];
