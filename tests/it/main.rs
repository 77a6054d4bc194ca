//! Tests over real sockets: one program, one module per subject.

#![allow(clippy::unwrap_used)]

mod api;
mod closures;
mod control_faults;
mod data_active;
mod data_faults;
mod data_faults_slow;
mod data_ports;
mod exact_cuts;
mod gates;
mod last_words;
mod raw_client;
mod rule_filters;
mod rules;
#[cfg(feature = "serde")]
mod serialized;
mod session_faults;
mod storage_faults;
mod support;
mod transcript_queries;
mod transcripts;
mod verification;
mod verification_moments;
