//! Rules about names: directories, removing, renaming.

use super::{Ground, Rule};
use crate::protocol::{FtpPath, UnixTime};
use crate::vfs::FsError::{
    AlreadyExists, DirectoryNotEmpty, InvalidName, IsADirectory, NameTooLong, NotADirectory,
    NotFound, PermissionDenied, Unsupported,
};
use crate::vfs::OpenHow;

pub(super) const RULES: &[Rule] = &[
    ("the root is a directory and stays", root_stays),
    ("a directory is created once, in a directory", directories),
    (
        "a listing is sorted by octets and has every entry once",
        listing,
    ),
    ("a listing is a snapshot", snapshot),
    (
        "only what is there can be removed, by the operation for its kind",
        removing,
    ),
    ("a long name is refused", long_names),
    ("renaming moves files and directories", renaming),
    ("renaming replaces files, never directories", replacing),
    ("a directory cannot be moved into itself", into_itself),
    ("metadata tells kind and size", metadata),
    ("times and modes can be set, or are unsupported", attributes),
];

fn root_stays(g: &Ground<'_>) {
    let root = FtpPath::root();
    let metadata = g.ok("asking for the root", g.fs.metadata(&root));
    g.same("the root is a directory", metadata.is_dir(), true);
    let metadata = g.ok("asking for the root itself", g.fs.link_metadata(&root));
    g.same("the root itself is a directory", metadata.is_dir(), true);
    g.refused(
        "removing the root",
        g.fs.remove_dir(&root),
        &[PermissionDenied],
    );
    g.refused(
        "removing the root as a file",
        g.fs.remove_file(&root),
        &[IsADirectory],
    );
    g.refused(
        "renaming the root",
        g.fs.rename(&root, &g.at("x")),
        &[PermissionDenied],
    );
    g.refused(
        "creating the root",
        g.fs.create_dir(&root),
        &[AlreadyExists],
    );
}

fn directories(g: &Ground<'_>) {
    g.make("a");
    g.make("a/b");
    g.store("file", "x");
    g.refused(
        "creating it again",
        g.fs.create_dir(&g.at("a")),
        &[AlreadyExists],
    );
    g.refused(
        "creating one over a file",
        g.fs.create_dir(&g.at("file")),
        &[AlreadyExists],
    );
    g.refused(
        "creating one without parent",
        g.fs.create_dir(&g.at("no/b")),
        &[NotFound],
    );
    g.refused(
        "creating one in a file",
        g.fs.create_dir(&g.at("file/b")),
        &[NotADirectory],
    );
    g.refused(
        "listing a file",
        g.fs.read_dir(&g.at("file")).map(drop),
        &[NotADirectory],
    );
    g.refused(
        "listing nothing",
        g.fs.read_dir(&g.at("no")).map(drop),
        &[NotFound],
    );
    g.same(
        "names",
        g.names(""),
        vec!["a".to_owned(), "file".to_owned()],
    );
}

fn listing(g: &Ground<'_>) {
    let mut expected: Vec<String> = (0..150).map(|n| format!("n{}", n * 7919 % 1000)).collect();
    expected.extend(["A b", "-x", "z.TXT", "é", "~", "..."].map(str::to_owned));
    for (n, name) in expected.iter().enumerate() {
        if n % 2 == 0 {
            g.make(name)
        } else {
            g.store(name, "x")
        }
    }
    expected.sort_unstable();
    g.same("names", g.names(""), expected);
}

fn snapshot(g: &Ground<'_>) {
    g.make("a");
    g.make("b");
    let before = g.ok("listing", g.fs.read_dir(&g.root));
    g.make("c");
    g.same("entries of a listing begun before", before.count(), 2);
    g.same("entries of a new one", g.names("").len(), 3);
}

fn removing(g: &Ground<'_>) {
    g.make("d");
    g.store("d/f", "x");
    g.refused(
        "removing a full directory",
        g.fs.remove_dir(&g.at("d")),
        &[DirectoryNotEmpty],
    );
    g.refused(
        "removing a directory as a file",
        g.fs.remove_file(&g.at("d")),
        &[IsADirectory],
    );
    g.refused(
        "removing a file as a directory",
        g.fs.remove_dir(&g.at("d/f")),
        &[NotADirectory],
    );
    g.ok("removing the file", g.fs.remove_file(&g.at("d/f")));
    g.refused(
        "removing it again",
        g.fs.remove_file(&g.at("d/f")),
        &[NotFound],
    );
    g.ok("removing the directory", g.fs.remove_dir(&g.at("d")));
    g.refused(
        "removing that again",
        g.fs.remove_dir(&g.at("d")),
        &[NotFound],
    );
    g.refused("asking for it", g.fs.metadata(&g.at("d")), &[NotFound]);
    g.same("names", g.names(""), vec![]);
}

fn long_names(g: &Ground<'_>) {
    let longest = "n".repeat(255);
    g.make(&longest);
    let too_long = g.at(&"n".repeat(256));
    g.refused(
        "creating a name of 256 octets",
        g.fs.create_dir(&too_long),
        &[NameTooLong],
    );
    let upload = g.fs.open(&too_long, OpenHow::Write { from: 0 }).map(drop);
    g.refused("storing a name of 256 octets", upload, &[NameTooLong]);
    let deep = g.at(&"/n".repeat(2100));
    g.refused(
        "creating a path of 4200 octets",
        g.fs.create_dir(&deep),
        &[NameTooLong],
    );
}

fn renaming(g: &Ground<'_>) {
    g.make("a");
    g.store("a/f", "x");
    g.ok("renaming a directory", g.fs.rename(&g.at("a"), &g.at("b")));
    g.same("names", g.names(""), vec!["b".to_owned()]);
    g.same("content", g.content("b/f"), "x".to_owned());
    g.ok("moving a file up", g.fs.rename(&g.at("b/f"), &g.at("g")));
    g.same("content", g.content("g"), "x".to_owned());
    g.refused(
        "renaming nothing",
        g.fs.rename(&g.at("no"), &g.at("x")),
        &[NotFound],
    );
    g.refused(
        "renaming to nowhere",
        g.fs.rename(&g.at("g"), &g.at("no/x")),
        &[NotFound],
    );
    g.ok(
        "renaming to the same name",
        g.fs.rename(&g.at("g"), &g.at("g")),
    );
    g.same("names", g.names(""), vec!["b".to_owned(), "g".to_owned()]);
}

fn replacing(g: &Ground<'_>) {
    g.store("old", "old");
    g.store("new", "new");
    g.ok(
        "renaming over a file",
        g.fs.rename(&g.at("new"), &g.at("old")),
    );
    g.same("content", g.content("old"), "new".to_owned());
    g.make("d");
    g.make("e");
    let over = g.fs.rename(&g.at("old"), &g.at("d"));
    g.refused("a file over a directory", over, &[AlreadyExists]);
    let over = g.fs.rename(&g.at("e"), &g.at("d"));
    g.refused(
        "a directory over an empty directory",
        over,
        &[AlreadyExists],
    );
    let over = g.fs.rename(&g.at("e"), &g.at("old"));
    g.refused("a directory over a file", over, &[NotADirectory]);
    let expected = ["d", "e", "old"].map(str::to_owned).to_vec();
    g.same("names", g.names(""), expected);
}

fn into_itself(g: &Ground<'_>) {
    g.make("a");
    g.make("a/b");
    g.refused(
        "moving it",
        g.fs.rename(&g.at("a"), &g.at("a/b/c")),
        &[InvalidName],
    );
    g.same("names", g.names("a"), vec!["b".to_owned()]);
    g.ok(
        "moving to a name with the same start",
        g.fs.rename(&g.at("a"), &g.at("ab")),
    );
}

fn metadata(g: &Ground<'_>) {
    g.store("f", "four");
    let file = g.ok("asking for a file", g.fs.metadata(&g.at("f")));
    g.same("a file", (file.is_file(), file.size), (true, 4));
    let directory = g.ok("asking for a directory", g.fs.metadata(&g.root));
    g.same("a directory", directory.is_dir(), true);
    g.refused(
        "asking for nothing",
        g.fs.metadata(&g.at("no")),
        &[NotFound],
    );
    g.refused(
        "asking below a file",
        g.fs.metadata(&g.at("f/x")),
        &[NotADirectory],
    );
    let entries = g.ok("listing", g.fs.read_dir(&g.root));
    for entry in entries {
        let listed = g.ok("listing an entry", entry).metadata;
        let unique = (listed.unique, listed.size, listed.mode);
        g.same(
            "metadata in a listing",
            unique,
            (file.unique, file.size, file.mode),
        );
    }
}

fn attributes(g: &Ground<'_>) {
    g.store("f", "x");
    let time = UnixTime::from_secs(1_000_000_000);
    for path in [g.at("f"), g.root.clone()] {
        match g.fs.set_modified(&path, time) {
            Err(Unsupported) => {}
            result => {
                g.ok("setting a time", result);
                let metadata = g.ok("asking for the time", g.fs.metadata(&path));
                g.same("time", metadata.modified, time);
            }
        }
    }
    match g.fs.set_mode(&g.at("f"), 0o600) {
        Err(Unsupported) => {}
        result => {
            g.ok("setting a mode", result);
            let metadata = g.ok("asking for the mode", g.fs.metadata(&g.at("f")));
            g.same("mode", metadata.mode, 0o600);
        }
    }
    match g.fs.set_owner(&g.at("f"), "bob") {
        Err(Unsupported) => {}
        result => {
            g.ok("setting an owner", result);
            let metadata = g.ok("asking for the owner", g.fs.metadata(&g.at("f")));
            g.same("owner", &*metadata.owner, "bob");
        }
    }
    match g.fs.set_group(&g.at("f"), "staff") {
        Err(Unsupported) => {}
        result => {
            g.ok("setting a group", result);
            let metadata = g.ok("asking for the group", g.fs.metadata(&g.at("f")));
            g.same("group", &*metadata.group, "staff");
        }
    }
    for result in [
        g.fs.set_owner(&g.at("no"), "bob"),
        g.fs.set_group(&g.at("no"), "bob"),
        g.fs.set_modified(&g.at("no"), time),
        g.fs.set_mode(&g.at("no"), 0o600),
    ] {
        g.refused(
            "setting an attribute of nothing",
            result,
            &[NotFound, Unsupported],
        );
    }
}
