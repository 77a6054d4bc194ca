//! The protocol machine without sockets: what each command does and answers.

#![allow(clippy::unwrap_used)]

mod access;
mod coding;
mod data_port;
mod errors;
mod harness;
mod homes;
mod info;
mod links;
mod listing;
mod names;
mod order;
mod params;
mod perms;
mod rename;
mod restart;
mod site;
mod timeouts;
mod times;
mod transfer;
mod tree;
