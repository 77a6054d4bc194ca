#![no_main]

#[path = "../../tests/parsers/scenario.rs"]
mod scenario;

libfuzzer_sys::fuzz_target!(|octets: &[u8]| scenario::scenario(octets));
