//! Rules about symbolic links.

use super::{Ground, Rule};
use crate::protocol::FtpPath;
use crate::vfs::FsError::{
    AlreadyExists, InvalidName, NotADirectory, NotFound, PermissionDenied, Unsupported,
};

pub(super) const RULES: &[Rule] = &[
    (
        "links are followed, but for the operations on names",
        following,
    ),
    (
        "removing or renaming a link leaves its target alone",
        target_stays,
    ),
    ("relative links start at their own directory", relative),
    ("absolute links start at the root of the tree", absolute),
    ("links that lead nowhere are not found", nowhere),
    ("no link leads out of the tree", jail),
    ("an upload through a link changes its target", upload),
];

/// Creates a link, or tells that there are none here.
fn link(g: &Ground<'_>, name: &str, target: &str) -> bool {
    match g.fs.create_symlink(&g.at(name), target.as_bytes()) {
        Err(Unsupported) => false,
        result => {
            g.ok("creating a link", result);
            true
        }
    }
}

fn following(g: &Ground<'_>) {
    g.make("d");
    g.store("d/f", "x");
    if !link(g, "dl", "d") || !link(g, "fl", "d/f") {
        return;
    }
    g.same("content", g.content("fl"), "x".to_owned());
    g.same(
        "content through a directory",
        g.content("dl/f"),
        "x".to_owned(),
    );
    g.same("names through a link", g.names("dl"), vec!["f".to_owned()]);
    let metadata = g.ok("asking for the target", g.fs.metadata(&g.at("fl")));
    g.same("size of the target", metadata.size, 1);
    let metadata = g.ok("asking for the link", g.fs.link_metadata(&g.at("fl")));
    g.same("the link is a link", metadata.is_symlink(), true);
    g.same(
        "target",
        &g.ok("reading a link", g.fs.read_link(&g.at("fl")))[..],
        b"d/f",
    );
    g.refused(
        "reading a file as a link",
        g.fs.read_link(&g.at("d/f")),
        &[InvalidName],
    );
    g.refused(
        "reading nothing as a link",
        g.fs.read_link(&g.at("no")),
        &[NotFound],
    );
    let entries: Vec<_> = g.ok("listing", g.fs.read_dir(&g.root)).collect();
    for entry in entries {
        let entry = g.ok("listing an entry", entry);
        let is_link = entry.name.ends_with(b"l");
        g.same("links in a listing", entry.metadata.is_symlink(), is_link);
        g.same("targets in a listing", entry.target.is_some(), is_link);
    }
    g.refused(
        "a link over a link",
        g.fs.create_symlink(&g.at("fl"), b"x"),
        &[AlreadyExists],
    );
    g.refused(
        "a directory over a link",
        g.fs.create_dir(&g.at("fl")),
        &[AlreadyExists],
    );
    g.refused(
        "removing a directory link",
        g.fs.remove_dir(&g.at("dl")),
        &[NotADirectory],
    );
}

fn target_stays(g: &Ground<'_>) {
    g.make("d");
    g.store("d/f", "x");
    if !link(g, "dl", "d") || !link(g, "fl", "d/f") {
        return;
    }
    g.ok("renaming a link", g.fs.rename(&g.at("fl"), &g.at("gl")));
    g.same("content", g.content("gl"), "x".to_owned());
    g.store("over", "y");
    g.ok(
        "renaming over a link",
        g.fs.rename(&g.at("over"), &g.at("gl")),
    );
    g.same(
        "content",
        (g.content("gl"), g.content("d/f")),
        ("y".to_owned(), "x".to_owned()),
    );
    g.ok("removing a link", g.fs.remove_file(&g.at("dl")));
    g.same("content", g.content("d/f"), "x".to_owned());
    let mode = g.ok("asking for the mode", g.fs.metadata(&g.at("d"))).mode;
    if link(g, "dl", "d") && g.fs.set_mode(&g.at("dl"), 0o700 ^ mode) != Err(Unsupported) {
        let after = g.ok("asking for the mode", g.fs.metadata(&g.at("d"))).mode;
        g.same("mode of the target", after, mode);
    }
}

fn relative(g: &Ground<'_>) {
    g.make("a");
    g.make("a/b");
    g.store("f", "x");
    g.store("a/g", "y");
    if !link(g, "a/b/up", "../../f") || !link(g, "here", "./a/b/../g") || !link(g, "l", "a/b") {
        return;
    }
    g.same("content", g.content("a/b/up"), "x".to_owned());
    g.same("content", g.content("here"), "y".to_owned());
    // The parent of where the link leads, not of where it lies.
    link(g, "physical", "l/../g");
    g.same("content", g.content("physical"), "y".to_owned());
}

fn absolute(g: &Ground<'_>) {
    g.make("d");
    g.store("f", "x");
    let target = g.at("f").to_string();
    if !link(g, "abs", &target) || !link(g, "d/abs", &target) {
        return;
    }
    g.same("content", g.content("abs"), "x".to_owned());
    g.same("content", g.content("d/abs"), "x".to_owned());
}

fn nowhere(g: &Ground<'_>) {
    if !link(g, "dangling", "missing") || !link(g, "one", "two") || !link(g, "two", "one") {
        return;
    }
    for name in ["dangling", "one", "one/x"] {
        g.refused("following it", g.fs.metadata(&g.at(name)), &[NotFound]);
    }
    g.ok(
        "asking for the link itself",
        g.fs.link_metadata(&g.at("one")),
    );
    g.same("names", g.names("").len(), 3);
    g.ok(
        "removing a link that leads nowhere",
        g.fs.remove_file(&g.at("dangling")),
    );
}

fn jail(g: &Ground<'_>) {
    let outside = format!("{}etc/passwd", "../".repeat(40));
    let made = g.fs.create_symlink(&g.at("out"), outside.as_bytes());
    if made.is_err() {
        g.refused(
            "creating a link that leads out",
            made,
            &[PermissionDenied, Unsupported],
        );
        return;
    }
    // A tree that takes such links must read them as if `..` stopped at its root.
    let inside = g.fs.metadata(&FtpPath::new("/etc/passwd")).is_ok();
    let followed = g.fs.metadata(&g.at("out")).is_ok();
    g.same("reaching a file outside", followed && !inside, false);
}

fn upload(g: &Ground<'_>) {
    g.make("d");
    g.store("d/f", "x");
    if !link(g, "fl", "d/f") || !link(g, "dl", "d") {
        return;
    }
    g.store("fl", "new");
    g.same("content", g.content("d/f"), "new".to_owned());
    let metadata = g.ok("asking for the link", g.fs.link_metadata(&g.at("fl")));
    g.same("the link is a link", metadata.is_symlink(), true);
    g.store("dl/g", "y");
    g.same("content", g.content("d/g"), "y".to_owned());
}
