//! Rules about reading and writing files.

use bytes::Bytes;

use super::{Ground, Rule};
use crate::vfs::FsError::{
    AlreadyExists, InvalidOffset, IsADirectory, NotADirectory, NotFound, Unsupported,
};
use crate::vfs::OpenHow;

pub(super) const RULES: &[Rule] = &[
    ("an upload is invisible until it is committed", invisible),
    ("an upload that is dropped leaves no trace", dropped),
    ("an upload replaces the whole content", replaced),
    ("a reader keeps the content it opened", kept),
    ("reading starts at any offset up to the end", offsets),
    ("a read gives no more than asked for", at_most),
    ("writing from an offset keeps what lies around", overwritten),
    ("appending adds to what is there at commit", appended),
    ("a new file is created only once", created_once),
    ("the last commit wins", last_wins),
    ("a removed directory takes no upload", removed_directory),
    (
        "only files can be opened, where there are directories",
        where_files_are,
    ),
    ("an open file goes one way", one_way),
    ("many small writes and few big ones give the same", chunks),
];

const REPLACE: OpenHow = OpenHow::Write { from: 0 };

fn text(content: &'static str) -> Bytes {
    Bytes::from_static(content.as_bytes())
}

fn invisible(g: &Ground<'_>) {
    g.store("old", "old");
    for (name, how) in [("new", REPLACE), ("old", REPLACE), ("old", OpenHow::Append)] {
        let mut upload = g.ok("opening", g.fs.open(&g.at(name), how));
        g.ok("writing", upload.write(text("new")));
        g.same("names", g.names(""), vec!["old".to_owned()]);
        g.same("content", g.content("old"), "old".to_owned());
    }
    let mut upload = g.ok("opening", g.fs.open(&g.at("new"), REPLACE));
    g.ok("writing", upload.write(text("new")));
    g.ok("committing", upload.commit());
    g.same("content", g.content("new"), "new".to_owned());
}

fn dropped(g: &Ground<'_>) {
    g.store("old", "old");
    let hows = [
        ("new", REPLACE),
        ("new", OpenHow::Append),
        ("new", OpenHow::CreateNew),
        ("old", REPLACE),
        ("old", OpenHow::Append),
        ("old", OpenHow::Write { from: 1 }),
    ];
    for (name, how) in hows {
        let mut upload = g.ok("opening", g.fs.open(&g.at(name), how));
        g.ok("writing", upload.write(text("new")));
        drop(upload);
        g.same("names", g.names(""), vec!["old".to_owned()]);
        g.same("content", g.content("old"), "old".to_owned());
    }
    let path = g.at("old");
    g.ok("removing the file", g.fs.remove_file(&path));
    g.ok("removing the directory", g.fs.remove_dir(&g.root));
}

fn replaced(g: &Ground<'_>) {
    g.store("f", "long content");
    g.store("f", "short");
    g.same("content", g.content("f"), "short".to_owned());
    let empty = g.ok("opening", g.fs.open(&g.at("f"), REPLACE));
    g.ok("committing nothing", empty.commit());
    g.same("content", g.content("f"), String::new());
}

fn kept(g: &Ground<'_>) {
    g.store("f", "before");
    let mut reader = g.ok("opening", g.fs.open(&g.at("f"), OpenHow::Read { from: 0 }));
    let mut second = g.ok("opening", g.fs.open(&g.at("f"), OpenHow::Read { from: 6 }));
    g.ok("appending", g.put("f", OpenHow::Append, " and more"));
    g.same(
        "appended content",
        g.ok("reading", second.read(100)),
        Bytes::new(),
    );
    g.store("f", "after");
    g.same("content", g.ok("reading", reader.read(100)), text("before"));
    g.same("end", g.ok("reading", reader.read(100)), Bytes::new());
}

fn offsets(g: &Ground<'_>) {
    g.store("f", "0123456789");
    for (from, expected) in [(0, "0123456789"), (4, "456789"), (10, "")] {
        let mut file = g.ok("opening", g.fs.open(&g.at("f"), OpenHow::Read { from }));
        g.same("content", g.ok("reading", file.read(100)), text(expected));
    }
    let beyond = g.fs.open(&g.at("f"), OpenHow::Read { from: 11 }).map(drop);
    g.refused("reading from beyond the end", beyond, &[InvalidOffset]);
}

fn at_most(g: &Ground<'_>) {
    g.store("f", "0123456789");
    let mut file = g.ok("opening", g.fs.open(&g.at("f"), OpenHow::Read { from: 0 }));
    let mut whole = Vec::new();
    loop {
        let chunk = g.ok("reading", file.read(3));
        g.same("no more than asked for", chunk.len() <= 3, true);
        if chunk.is_empty() {
            break;
        }
        whole.extend_from_slice(&chunk);
    }
    g.same("content", whole, b"0123456789".to_vec());
}

fn overwritten(g: &Ground<'_>) {
    for (from, content, expected) in [
        (3, "abc", "012abc6789"),
        (8, "abc", "01234567abc"),
        (10, "ab", "0123456789ab"),
    ] {
        g.store("f", "0123456789");
        g.ok(
            "writing from an offset",
            g.put("f", OpenHow::Write { from }, content),
        );
        g.same("content", g.content("f"), expected.to_owned());
    }
    g.store("f", "0123");
    let beyond = g.put("f", OpenHow::Write { from: 5 }, "x");
    g.refused("writing from beyond the end", beyond, &[InvalidOffset]);
    let missing = g.put("no", OpenHow::Write { from: 1 }, "x");
    g.refused(
        "writing into the middle of nothing",
        missing,
        &[InvalidOffset],
    );
}

fn appended(g: &Ground<'_>) {
    g.ok("creating by appending", g.put("f", OpenHow::Append, "a"));
    let mut first = g.ok("opening", g.fs.open(&g.at("f"), OpenHow::Append));
    let mut second = g.ok("opening", g.fs.open(&g.at("f"), OpenHow::Append));
    g.ok("writing", first.write(text("b")));
    g.ok("writing", second.write(text("c")));
    g.ok("committing", second.commit());
    g.ok("committing", first.commit());
    g.same("content", g.content("f"), "acb".to_owned());
}

fn created_once(g: &Ground<'_>) {
    let first = g.ok("opening", g.fs.open(&g.at("f"), OpenHow::CreateNew));
    let second = g.fs.open(&g.at("f"), OpenHow::CreateNew).map(drop);
    g.refused(
        "creating what another upload creates",
        second,
        &[AlreadyExists],
    );
    drop(first);
    let third = g.ok(
        "opening after a drop",
        g.fs.open(&g.at("f"), OpenHow::CreateNew),
    );
    g.store("f", "x");
    g.refused("committing over a file", third.commit(), &[AlreadyExists]);
    let fourth = g.fs.open(&g.at("f"), OpenHow::CreateNew).map(drop);
    g.refused("creating what is there", fourth, &[AlreadyExists]);
    g.same("content", g.content("f"), "x".to_owned());
}

fn last_wins(g: &Ground<'_>) {
    let mut first = g.ok("opening", g.fs.open(&g.at("f"), REPLACE));
    let mut second = g.ok("opening", g.fs.open(&g.at("f"), REPLACE));
    g.ok("writing", first.write(text("first")));
    g.ok("writing", second.write(text("second")));
    g.ok("committing", second.commit());
    g.ok("committing", first.commit());
    g.same("content", g.content("f"), "first".to_owned());
}

fn removed_directory(g: &Ground<'_>) {
    g.make("d");
    let mut upload = g.ok("opening", g.fs.open(&g.at("d/f"), REPLACE));
    g.ok("writing", upload.write(text("x")));
    g.ok("removing the directory", g.fs.remove_dir(&g.at("d")));
    g.refused("committing", upload.commit(), &[NotFound]);
    g.same("names", g.names(""), vec![]);
}

fn where_files_are(g: &Ground<'_>) {
    g.make("d");
    g.store("f", "x");
    let hows = [
        OpenHow::Read { from: 0 },
        REPLACE,
        OpenHow::Append,
        OpenHow::CreateNew,
    ];
    for how in hows {
        let open = |name| g.fs.open(&g.at(name), how).map(drop);
        g.refused(
            "opening a directory",
            open("d"),
            &[IsADirectory, AlreadyExists],
        );
        g.refused("opening in no directory", open("no/x"), &[NotFound]);
        g.refused("opening in a file", open("f/x"), &[NotADirectory]);
    }
    let missing = g.fs.open(&g.at("no"), OpenHow::Read { from: 0 }).map(drop);
    g.refused("reading nothing", missing, &[NotFound]);
}

fn one_way(g: &Ground<'_>) {
    g.store("f", "x");
    let mut reader = g.ok("opening", g.fs.open(&g.at("f"), OpenHow::Read { from: 0 }));
    g.refused(
        "writing while reading",
        reader.write(text("y")),
        &[Unsupported],
    );
    g.refused("committing what was read", reader.commit(), &[Unsupported]);
    let mut writer = g.ok("opening", g.fs.open(&g.at("f"), REPLACE));
    g.refused("reading while writing", writer.read(1), &[Unsupported]);
}

fn chunks(g: &Ground<'_>) {
    let sizes = [1, 1, 4095, 4096, 10, 70_000, 1, 5000, 0, 3];
    let mut expected = Vec::new();
    let mut upload = g.ok("opening", g.fs.open(&g.at("f"), REPLACE));
    for (n, size) in sizes.into_iter().enumerate() {
        let chunk = vec![b'a' + n as u8; size];
        expected.extend_from_slice(&chunk);
        g.ok("writing", upload.write(chunk.into()));
    }
    g.ok("committing", upload.commit());
    g.same(
        "content is as written",
        g.content("f").into_bytes() == expected,
        true,
    );
}
