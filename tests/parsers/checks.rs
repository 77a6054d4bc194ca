//! One check per parser: takes any octets, panics if a property does not hold.

use std::net::SocketAddr;
use std::time::Duration;

use ftpmock::protocol::*;

/// PORT, EPRT and EPSV.
pub fn address(octets: &[u8]) {
    let args = Args::new(Some(octets));
    if let Ok(address) = args.host_port() {
        let text = port_text(address);
        assert_eq!(Args::new(Some(text.as_bytes())).host_port(), Ok(address));
        assert_eq!(pasv_text(address), format!("({text})"));
    }
    if let Ok(ExtendedPort(address)) = args.extended_port() {
        assert_ne!(address.port(), 0);
        if let SocketAddr::V6(address) = address {
            assert_eq!(address.ip().to_ipv4_mapped(), None);
        }
        let text = eprt_text(address);
        let again = Args::new(Some(text.as_bytes())).extended_port();
        assert_eq!(again, Ok(ExtendedPort(address)));
    }
    let _ = args.epsv();
}

/// TYPE A, both ways.
pub fn ascii(octets: &[u8]) {
    for mode in [AsciiMode::Exact, AsciiMode::Lenient] {
        let (sent, received) = (
            send(mode, octets, usize::MAX),
            receive(mode, octets, usize::MAX),
        );
        for size in [1, 2, 3] {
            assert_eq!(send(mode, octets, size), sent);
            assert_eq!(receive(mode, octets, size), received);
        }
        let length = AsciiEncoder::new(mode).encoded_len(octets);
        assert_eq!(length, sent.len() as u64);
        if mode == AsciiMode::Exact || !octets.windows(2).any(|pair| pair == b"\r\n") {
            assert_eq!(receive(mode, &sent, usize::MAX), octets);
        }
    }
}

fn send(mode: AsciiMode, octets: &[u8], size: usize) -> Vec<u8> {
    let (mut encoder, mut out) = (AsciiEncoder::new(mode), Vec::new());
    for chunk in octets.chunks(size) {
        encoder.encode(chunk, &mut out);
    }
    out
}

fn receive(mode: AsciiMode, octets: &[u8], size: usize) -> Vec<u8> {
    let (mut decoder, mut out) = (AsciiDecoder::new(mode), Vec::new());
    for chunk in octets.chunks(size) {
        decoder.decode(chunk, &mut out);
    }
    decoder.finish(&mut out);
    out
}

/// TYPE, STRU and MODE, both ways.
pub fn coding(octets: &[u8]) {
    for &representation in Representation::all() {
        for (&structure, &mode) in Structure::all()
            .iter()
            .flat_map(|s| TransferMode::all().iter().map(move |m| (s, m)))
        {
            let mut coding = Coding::new(representation, structure, mode);
            coding.ascii = AsciiMode::Exact;
            let stored = from_wire(&coding, octets, usize::MAX);
            for size in [1, 3] {
                let wire = to_wire(&coding, octets, size);
                for size in [1, 2, usize::MAX] {
                    assert_eq!(from_wire(&coding, &wire, size), Ok(octets.to_vec()));
                }
                let again = from_wire(&coding, octets, size);
                assert_eq!(again.as_ref().ok(), stored.as_ref().ok(), "{coding:?}");
            }
        }
        pages(representation, &octets.repeat(13));
        for (structure, end) in [
            (Structure::File, 0),
            (Structure::Page, 4),
            (Structure::Record, 2),
        ] {
            let coding = Coding::new(representation, structure, TransferMode::Stream);
            let wire = to_wire(&coding, octets, 4);
            for size in [1, 300, usize::MAX] {
                let mut encoder = coding.encoder();
                let chunks = octets.chunks(size);
                let length: u64 = chunks.map(|chunk| encoder.encoded_len(chunk)).sum();
                assert_eq!(length + end, wire.len() as u64, "{coding:?}");
            }
        }
    }
}

/// STRU P, with content for more than one page.
fn pages(representation: Representation, content: &[u8]) {
    for &mode in TransferMode::all() {
        let mut coding = Coding::new(representation, Structure::Page, mode);
        coding.ascii = AsciiMode::Exact;
        let wire = to_wire(&coding, content, 7);
        for size in [254, 255, 256, usize::MAX] {
            assert_eq!(from_wire(&coding, &wire, size), Ok(content.to_vec()));
            if mode == TransferMode::Stream {
                assert_eq!(to_wire(&coding, content, size), wire, "full pages");
            }
        }
    }
}

fn to_wire(coding: &Coding, octets: &[u8], size: usize) -> Vec<u8> {
    let (mut encoder, mut out) = (coding.encoder(), Vec::new());
    for chunk in octets.chunks(size) {
        encoder.encode(chunk, &mut out);
    }
    encoder.finish(&mut out);
    out
}

fn from_wire(coding: &Coding, octets: &[u8], size: usize) -> Result<Vec<u8>, CodingError> {
    let (mut decoder, mut out) = (coding.decoder(), Vec::new());
    for chunk in octets.chunks(size) {
        decoder.decode(chunk, &mut out)?;
    }
    decoder.finish(&mut out)?;
    Ok(out)
}

/// A command line, its arguments, and a reply that quotes it.
pub fn command(octets: &[u8]) {
    let command = Command::parse(octets.to_vec());
    assert_eq!(command.line(), octets);
    let again = match command.argument() {
        Some(argument) => [command.name(), b" ", argument].concat(),
        None => command.name().to_vec(),
    };
    assert_eq!(again, octets);
    assert!(command.verb().is_none() || command.is_well_formed());
    assert!(!command.to_string().contains(char::is_control));
    assert_eq!(command.redacted().verb(), command.verb());

    let args = command.args();
    if let Ok(offset) = args.offset() {
        let text = offset.to_string();
        assert_eq!(Args::new(Some(text.as_bytes())).offset(), Ok(offset));
    }
    if let Ok((word, rest)) = args.word() {
        assert!(!word.is_empty() && !word.contains(&b' '));
        let _ = rest.word();
    }
    if let Ok((change, _)) = args.mode_and_path() {
        let mode = change.apply(0o644);
        assert!(mode <= 0o7777);
        assert_eq!(change.apply(mode), mode);
    }
    reply(octets);
}

/// What a client reads is the lines that were given, whatever is in them.
fn reply(octets: &[u8]) {
    let one = Reply::keyed("test.one", Code::of(550), octets.to_vec());
    let several = Reply::new(550, octets.to_vec());
    for (reply, count) in [(&one, 1), (&several, several.text_lines().len())] {
        let mut wire = Vec::new();
        reply.encode(&mut wire);
        // A text of control characters is four times as long on the wire.
        let limits = LineLimits {
            max_line: wire.len(),
            strict: true,
            ..LineLimits::default()
        };
        let lines = decode(limits, &wire, usize::MAX);
        assert_eq!(lines.len(), count);
        for (at, line) in lines.iter().enumerate() {
            let Decoded::Line { line, .. } = line else {
                panic!("not a line: {line:?}");
            };
            let begins_with: &[u8] = match (at, at + 1 == count) {
                (_, true) => b"550 ",
                (0, false) => b"550-",
                _ => b" ",
            };
            assert!(line.starts_with(begins_with), "{line:?}");
        }
    }
    assert!(!one.to_string().contains(char::is_control));
}

/// OPTS MLST, and entries of MLSx.
pub fn facts(octets: &[u8]) {
    let set = parse_opts(octets).unwrap_or_default();
    assert_eq!(parse_opts(set.opts_text().as_bytes()).as_ref(), Ok(&set));
    let owner = String::from_utf8_lossy(octets);
    let mut values = FactValues::default();
    for name in ["media-type", "charset", "lang", "x.own"] {
        values.set(name, &owner);
    }
    let facts = Facts {
        kind: FactKind::Symlink,
        size: Some(octets.len() as u64),
        directory_size: None,
        fractions: octets.len().is_multiple_of(2),
        modify: Some(UnixTime::SEEDED),
        create: None,
        perm: "r",
        unique: 1,
        mode: 0o644,
        owner: &owner,
        group: &owner,
        uid: 0,
        gid: 0,
        target: Some(octets),
        values: &values,
    };
    let mut entry = Vec::new();
    write_facts(&mut entry, &set, &facts, b"name");
    assert_eq!(
        entry.iter().position(|&o| o == b' '),
        entry.len().checked_sub(5)
    );
    assert!(is_printable(&entry));
}

/// The control stream.
pub fn line(octets: &[u8]) {
    let Some((&choice, octets)) = octets.split_first() else {
        return;
    };
    let limits = LineLimits {
        max_line: usize::from(choice & 0x1f),
        strict: choice & 0x20 != 0,
        telnet: choice & 0x40 == 0,
    };
    let at_once = decode(limits, octets, usize::MAX);
    for size in [1, 2, 3, 7] {
        assert_eq!(decode(limits, octets, size), at_once);
    }
    for decoded in at_once {
        if let Decoded::Line { line, ending } = decoded {
            assert!(line.len() <= limits.max_line);
            assert!(limits.strict || !line.contains(&b'\n'));
            assert!(!limits.strict || ending == Ending::Crlf);
        }
    }
}

fn decode(limits: LineLimits, octets: &[u8], size: usize) -> Vec<Decoded> {
    let mut decoder = LineDecoder::new(limits);
    let mut all = Vec::new();
    for chunk in octets.chunks(size) {
        decoder.feed(chunk);
        all.extend(decoder.by_ref());
        assert!(decoder.buffered() <= limits.max_line + 1);
    }
    all
}

/// The argument of LIST, and names in listings of all systems.
pub fn listing(octets: &[u8]) {
    let (_, rest) = list_options(Some(octets));
    assert!(octets.ends_with(rest.unwrap_or_default()));
    let switches = ListSwitches::parse(Some(octets));
    assert!(!(switches.by_size && switches.by_time));
    let owner = String::from_utf8_lossy(octets);
    let number = octets.iter().take(8);
    let number = number.fold(0, |sum: u64, octet| sum << 8 | u64::from(*octet));
    let mut out = Vec::new();
    for kind in [FileKind::Symlink, FileKind::Directory, FileKind::File] {
        let entry = ListEntry {
            kind,
            mode: octets.len() as u32,
            links: number,
            owner: &owner,
            group: &owner,
            size: number,
            modified: UnixTime::from_secs(number as i64),
            name: octets,
            target: Some(octets),
        };
        out.clear();
        list_line(&mut out, &entry, UnixTime::SEEDED);
        assert!(out.ends_with(b"\r\n") && is_printable(&out[..out.len() - 2]));
        for style in styles() {
            in_style(style, &entry);
        }
    }
    out.clear();
    name_line(&mut out, octets, octets);
    assert!(out.ends_with(b"\r\n") && is_printable(&out[..out.len() - 2]));
}

/// Lists of another system: no octet of a name ends a line.
fn in_style(style: ListStyle, entry: &ListEntry<'_>) {
    let plain = ListEntry {
        name: b"x",
        target: entry.target.map(|_| &b"x"[..]),
        ..*entry
    };
    let lines = |entry: &ListEntry<'_>| {
        let mut format = ListFormat::new(UnixTime::SEEDED)
            .with_style(style.clone())
            .of_directory(&FtpPath::new(entry.name));
        format.fit(entry);
        let mut out = Vec::new();
        format.line(&mut out, entry);
        format.finish(&mut out);
        assert!(out.ends_with(b"\r\n"), "{style:?}");
        out.split(|octet| *octet == b'\n').count()
    };
    // A name may be too long for the line of a VMS.
    assert!(lines(entry) <= lines(&plain) + 1, "{style:?}");
}

fn styles() -> Vec<ListStyle> {
    let unix = UnixStyle::new;
    let mut all = vec![
        ListStyle::CiscoIos,
        ListStyle::ConnectEnterprise,
        ListStyle::Eplf,
        ListStyle::Hellsoft,
        ListStyle::Html,
        ListStyle::MacPeter,
        ListStyle::MvsDatasets,
        ListStyle::MvsJobs,
        ListStyle::MvsLoadLibrary,
        ListStyle::MvsMembers,
        ListStyle::Netware,
        ListStyle::Nortel,
        ListStyle::Os2,
        ListStyle::Os400Files,
        ListStyle::Os400Library,
        ListStyle::Tandem,
        ListStyle::Tops20,
        ListStyle::Unisys,
        ListStyle::Unix,
        ListStyle::Vms,
        ListStyle::VmsMultinet,
        ListStyle::VmsTwoLines,
        ListStyle::VxWorks,
        ListStyle::Windows,
        ListStyle::Windows24Hours,
        ListStyle::WindowsLinks,
        ListStyle::WindowsLongYear,
        ListStyle::WindowsSlashes,
        ListStyle::Zvm,
        unix().fitted().octal_permissions().into(),
        unix().size(UnixSize::Human).indicators().into(),
    ];
    let times = [
        UnixTimes::Ctime,
        UnixTimes::DayFirst,
        UnixTimes::Dots,
        UnixTimes::FullIso,
        UnixTimes::HalfYearOrFuture,
        UnixTimes::LongIso,
        UnixTimes::NoYear,
        UnixTimes::OneYear,
        UnixTimes::SameYear,
        UnixTimes::Slashes,
        UnixTimes::ThreeDigits,
        UnixTimes::WithYear,
        UnixTimes::Year,
    ];
    all.extend(times.map(|times| unix().times(times).months(Months::french()).into()));
    all
}

/// Paths.
pub fn path(octets: &[u8]) {
    let (first, second) = octets.split_at(octets.len() / 2);
    let (cwd, home) = (FtpPath::new(first), FtpPath::new(second));
    for path in [
        cwd.join(second),
        cwd.clone(),
        home.clone(),
        cwd.below(&home),
    ] {
        assert_eq!(FtpPath::new(&path), path);
        assert!(path.starts_with(&FtpPath::root()) && path.starts_with(&path));
        assert_eq!(path.is_root(), path.components().next().is_none());
        assert!(path.longest_name() < path.as_bytes().len());
        assert!(path.components().all(|name| name != b"." && name != b".."));
        match path.parent() {
            Some(parent) => {
                assert_eq!(parent.child(path.name()), path);
                assert!(path.starts_with(&parent) && !parent.starts_with(&path));
            }
            None => assert!(path.is_root()),
        }
        let quoted = path.quoted();
        let inside = String::from_utf8_lossy(&quoted[1..quoted.len() - 1]).replace("\"\"", "\"");
        assert_eq!(inside, String::from_utf8_lossy(path.as_bytes()));
    }
    assert!(cwd.below(&home).starts_with(&home));
    if let Ok(argument) = PathArg::new(second) {
        assert_eq!(cwd.resolve(&argument), cwd.join(second));
    }
}

/// Times.
pub fn stamp(octets: &[u8]) {
    if let Some(time) = parse_stamp(octets) {
        let text = ftpmock::protocol::stamp(time);
        assert_eq!(
            parse_stamp(text.as_bytes()),
            Some(UnixTime::from_secs(time.secs()))
        );
        let span = Duration::new(u64::from(octets[0]), u32::from(octets[1]) * 1_000_000);
        assert_eq!(time.plus(span).minus(span), time);
    }
    if let Some(secs) = octets.first_chunk() {
        let time = UnixTime::from_secs(i64::from_le_bytes(*secs));
        let text = ftpmock::protocol::stamp(time);
        assert!(text.len() == 14 && parse_stamp(text.as_bytes()).is_some());
    }
    let _ = Args::new(Some(octets)).time_and_path();
}
