//! Tests over real sockets: one program, one module per subject.

#![allow(clippy::unwrap_used)]

mod aborting;
mod accounts;
mod anything;
mod api;
mod client_view;
mod closures;
mod coding;
mod control;
mod control_cut;
mod control_faults;
mod curl_directives;
mod custom_commands;
mod data_active;
mod data_faults;
mod data_faults_slow;
mod data_mangled;
mod data_order;
#[cfg(feature = "tls")]
mod data_order_tls;
mod data_ports;
mod data_table;
mod differential;
mod docs;
mod event_rules;
mod exact_cuts;
#[cfg(feature = "tls")]
mod faults_both_ways;
#[cfg(feature = "tls")]
mod ftps;
#[cfg(feature = "tls")]
mod ftps_clients;
#[cfg(feature = "tls")]
mod ftps_faults;
#[cfg(feature = "tls")]
mod ftps_hosts;
#[cfg(feature = "tls")]
mod ftps_options;
#[cfg(feature = "tls")]
mod ftps_trust;
#[cfg(feature = "tls")]
mod ftps_wire;
mod fxp;
mod gates;
#[cfg(feature = "hash")]
mod hashing;
mod helpers;
mod impersonation;
mod last_words;
mod lifecycle;
mod lifecycle_settle;
mod lifecycle_threads;
mod lines;
mod listing_faults;
mod midway_rules;
mod network;
mod observers;
mod observers_broken;
mod outages;
#[cfg(feature = "disk")]
mod overlay;
mod pacing_faults;
mod passive_faults;
mod profile;
mod pyftpdlib;
mod race;
mod ranges;
mod raw_client;
mod real_clients;
mod reply_faults;
mod rule_filters;
mod rules;
mod sentences;
#[cfg(feature = "serde")]
mod serialized;
mod server_limits;
mod server_places;
mod servers;
mod session_faults;
mod slowftp;
mod storage_faults;
mod storage_more;
mod storage_shared;
mod storages;
mod suppaftp_tour;
mod support;
mod throttles;
mod timers;
mod transcript_queries;
mod transcripts;
mod transfer_plans;
mod transfers;
mod uploads;
mod user_code;
mod verification;
mod verification_moments;
mod wording;
