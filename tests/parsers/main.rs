//! Properties of every parser, on random octets; `fuzz/` runs the same checks for longer.

#[expect(
    unreachable_pub,
    reason = "the fuzz crate uses this file as its library"
)]
mod checks;
#[cfg(feature = "scenario")]
mod scenario;

use proptest::prelude::*;

/// Octets that mean something to one parser or another are frequent.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    let telling = prop::sample::select(&b"\r\n\0\xff\xfd\xfb\xfa\xf0\xf4 /.,|;-=+\"0129a"[..]);
    prop::collection::vec(prop_oneof![3 => telling, 1 => any::<u8>()], 0..64)
}

/// Text that is close to what the grammars want.
fn almost() -> impl Strategy<Value = Vec<u8>> {
    const FORMS: &[&str] = &[
        r"[0-9]{1,3}(,[0-9]{1,3}){5}",
        r"\|[123]\|([0-9]{1,3}\.){3}[0-9]{1,3}\|[0-9]{1,6}\|",
        r"\|2\|[0-9a-f:.]{2,20}\|[0-9]{1,5}\|",
        r"(19|20)[0-9]{2}[01][0-9][0-3][0-9][0-2][0-9][0-5][0-9][0-6][0-9](\.[0-9]{1,12})?( .{0,9})?",
        r"((type|SIZE|perm|unix\.mode|x);){0,5}",
        r"(-[alR1]{1,3} ){0,3}[a-z./-]{0,9}",
        r"([ugoa]{0,2}[+=-][rwx]{0,3},?){1,3} .{0,9}",
        r"[0-7]{1,5} .{0,9}",
    ];
    let one = prop::sample::select(FORMS).prop_flat_map(|form| {
        // The forms above are valid expressions.
        prop::string::string_regex(form).unwrap_or_else(|error| panic!("{form}: {error}"))
    });
    one.prop_map(String::into_bytes)
}

macro_rules! properties {
    ($($check:ident $name:ident;)*) => {
        proptest! {
            $(
                #[test]
                fn $name(octets in prop_oneof![octets(), almost()]) {
                    checks::$check(&octets);
                }
            )*
        }
    };
}

properties! {
    address an_address_that_is_read_is_written_the_same;
    ascii chunks_do_not_matter_to_ascii_and_exact_loses_nothing;
    coding chunks_do_not_matter_to_codings_and_they_lose_nothing;
    command a_command_loses_nothing_and_a_reply_keeps_to_its_lines;
    facts facts_that_are_chosen_can_be_chosen_again;
    line chunks_do_not_matter_to_lines;
    listing a_listing_keeps_to_its_lines;
    path a_path_is_normal_once_and_for_all;
    stamp a_time_that_is_read_is_written_the_same;
}

#[test]
fn a_reply_of_control_characters_is_still_one_line_each() {
    checks::command(&[b'\t'; 2000]);
    checks::command(&[b'\n'; 2000]);
}

/// Lines that are close to what scenarios want.
#[cfg(feature = "scenario")]
fn toml() -> impl Strategy<Value = Vec<u8>> {
    const HEADS: &[&str] = &[
        "[server]",
        "[[rule]]",
        "[[expect]]",
        "[fs]",
        "[fs.files]",
        "[[user]]",
        "[[host]]",
        "[[throttle]]",
        "[server.tls]",
    ];
    const KEYS: &[&str] = &[
        "on",
        "path",
        "arg",
        "user",
        "once",
        "first",
        "nth",
        "every",
        "chance",
        "per_user",
        "reply",
        "fault",
        "sequence",
        "delay",
        "dribble",
        "split_reply",
        "data_reset_after",
        "data_throttle",
        "tls_alert",
        "io_error",
        "hold",
        "times",
        "name",
        "optional",
        "listen",
        "quota",
        "workers",
        "max_line",
        "passive_ports",
        "without",
        "host",
        "mount",
        "dialect",
        "reply_text",
        "perm",
        "perm_in",
        "password",
        "scope",
        "download",
        "mode",
        "certificate",
        "dirs",
        "links",
        "'/a'",
        "list_utc_offset",
        "version",
    ];
    const VALUES: &[&str] = &[
        "true",
        "0",
        "1",
        "-1",
        "99999999999999999999",
        "0x1F",
        "0.5",
        "nan",
        "'STOR'",
        "'connect'",
        "''",
        "'/in/*'",
        "'[a-'",
        "'1 KiB'",
        "'16 EiB'",
        "'2 s'",
        "'1..'",
        "'3..2'",
        "'30000-30009'",
        "'elr'",
        "'expired'",
        "'explicit'",
        "'a b'",
        "[]",
        "[450, 'x']",
        "[99, 'x']",
        "['STOR', 'RETR']",
        "['1 s', '2 s']",
        "[1, '5 ms']",
        "{}",
        "{ zeros = '8 EiB' }",
        "{ repeat = '', size = 1 }",
        "{ base64 = 'a' }",
        "{ '/a' = 'elr' }",
        "{ 'DELE.done' = '{nothing}' }",
        "{ data_reset_after = 1 }",
        "2024-01-02T03:04:05Z",
        "1979-05-27",
        "\"\\u0000\"",
    ];
    let line = prop_oneof![
        1 => prop::sample::select(HEADS).prop_map(str::to_owned),
        4 => (prop::sample::select(KEYS), prop::sample::select(VALUES)).prop_map(|(key, value)| format!("{key} = {value}")),
    ];
    prop::collection::vec(line, 0..10).prop_map(|lines| lines.join("\n").into_bytes())
}

#[cfg(feature = "scenario")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_scenario_is_read_or_refused(octets in prop_oneof![4 => toml(), 1 => octets()]) {
        scenario::scenario(&octets);
    }
}
