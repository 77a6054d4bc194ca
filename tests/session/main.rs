//! The protocol machine without sockets: what each command does and answers.

#![allow(clippy::unwrap_used)]

mod access;
mod anything;
mod bulk;
#[path = "../it/support/ceiling.rs"]
mod ceiling;
mod client;
mod coding;
mod custom;
mod data_port;
mod dialects;
mod errors;
mod facts;
mod features;
mod habits;
mod harness;
#[cfg(feature = "hash")]
mod hash;
mod homes;
mod info;
mod links;
mod list_options;
mod listing;
mod mounts;
mod names;
mod order;
mod params;
mod perms;
mod profile;
mod range;
mod rename;
mod restart;
#[cfg(feature = "tls")]
mod security;
mod site;
mod site_attributes;
mod site_files;
mod site_settings;
mod support_table;
mod switches;
mod timeouts;
mod times;
mod transfer;
mod tree;
