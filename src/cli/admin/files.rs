//! The files of the server; with rooms, those of one user.

use hyper::StatusCode;
use serde_json::json;

use super::answer::{Answer, Form, Refusal};
use super::body::Content;
use super::call::Call;
use crate::protocol::{FileKind, FtpPath};
use crate::server::Tree;
use crate::vfs::{Filesystem, FsError, FsResult, OpenHow, Rooted, create_dirs, remove_all};

/// `GET /api/v1/files`
pub(super) fn tree(call: Call<'_>) -> Result<Answer, Refusal> {
    let root = FtpPath::root();
    let form = call.form()?;
    looked_up(call, &root, false, |files| as_tree(files, &root, form))
}

/// `GET /api/v1/files/<path>`
pub(super) fn show(call: Call<'_>) -> Result<Answer, Refusal> {
    let path = path(call)?;
    let form = call.form()?;
    looked_up(call, &path, false, |files| {
        let metadata = files.metadata(&path)?;
        if metadata.kind == FileKind::Directory {
            return as_tree(files, &path, form);
        }
        let file = files.open(&path, OpenHow::Read { from: 0 })?;
        Ok(Answer::File(Content::new(file, metadata.size)))
    })
}

/// `PUT /api/v1/files/<path>`
pub(super) fn put(call: Call<'_>) -> Result<Answer, Refusal> {
    let path = path(call)?;
    let content = &call.asked.body;
    let is_directory = call.asked.rest.ends_with(b"/");
    if is_directory && !content.is_empty() {
        return Err(Refusal::bad(format_args!(
            "{path}/ is a directory, which has no content: leave out the body, or the / at the end"
        )));
    }
    looked_up(call, &path, true, |files| {
        let is_new = files.metadata(&path) == Err(FsError::NotFound);
        if is_directory {
            create_dirs(files, &path)?;
        } else {
            write(files, &path, content)?;
        }
        let status = if is_new {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        };
        let mut written = json!({ "path": path.to_string() });
        if !is_directory {
            written["size"] = content.len().into();
        }
        Ok(Answer::json_as(status, &written))
    })
}

/// `DELETE /api/v1/files/<path>`
pub(super) fn remove(call: Call<'_>) -> Result<Answer, Refusal> {
    let path = path(call)?;
    if path.is_root() {
        return Err(Refusal::bad("/ can not be removed: name what is below it"));
    }
    looked_up(call, &path, false, |files| {
        remove_all(files, &path).map(|()| Answer::Done)
    })
}

fn as_tree(files: &dyn Filesystem, directory: &FtpPath, form: Form) -> FsResult<Answer> {
    let tree = Tree::of(files, directory)?;
    Ok(match form {
        Form::Text => Answer::Text(StatusCode::OK, form, format!("{tree}\n")),
        Form::Json | Form::Jsonl => Answer::json(&tree.with_times(true)),
    })
}

fn write(files: &dyn Filesystem, path: &FtpPath, content: &bytes::Bytes) -> FsResult<()> {
    if let Some(directory) = path.parent() {
        create_dirs(files, &directory)?;
    }
    let mut file = files.open(path, OpenHow::Write { from: 0 })?;
    file.write(content.clone())?;
    file.commit()
}

/// What stands in the place of `<path>`.
fn path(call: Call<'_>) -> Result<FtpPath, Refusal> {
    let path = &call.asked.rest;
    if path
        .iter()
        .any(|octet| matches!(octet, b'\0' | b'\r' | b'\n'))
    {
        return Err(Refusal::bad("no path of FTP has NUL, CR or LF in it"));
    }
    Ok(FtpPath::new(path))
}

/// Looks at the files as the user sees them, where users have files of their own.
///
/// A room is made only for those who `bring` something.
fn looked_up(
    call: Call<'_>,
    path: &FtpPath,
    bring: bool,
    look: impl FnOnce(&dyn Filesystem) -> FsResult<Answer>,
) -> Result<Answer, Refusal> {
    let all = call.server.filesystem();
    let done = match (&call.ward.rooms, call.user()) {
        (None, None) => look(&*all),
        (Some(rooms), Some(user)) => {
            let Some(home) = rooms.home_of(user, bring) else {
                return Err(Refusal::not_found(format_args!(
                    "{} has no files: nobody has logged in under that name",
                    String::from_utf8_lossy(user)
                )));
            };
            look(&Rooted::new(&*all, home))
        }
        (Some(_), None) => {
            return Err(Refusal::bad(
                "each user has files of their own here: say whose, as in ?user=alice",
            ));
        }
        (None, Some(_)) => {
            return Err(Refusal::bad(
                "all users have the same files here: leave ?user= out, or start with --virtual-roots",
            ));
        }
    };
    done.map_err(|error| Refusal::new(status(&error), format_args!("{path}: {error}")))
}

const fn status(error: &FsError) -> StatusCode {
    match error {
        FsError::AlreadyExists
        | FsError::DirectoryNotEmpty
        | FsError::IsADirectory
        | FsError::NotADirectory => StatusCode::CONFLICT,
        FsError::InvalidName | FsError::NameTooLong => StatusCode::BAD_REQUEST,
        FsError::NoSpace | FsError::QuotaExceeded => StatusCode::INSUFFICIENT_STORAGE,
        FsError::NotFound => StatusCode::NOT_FOUND,
        FsError::PermissionDenied | FsError::ReadOnly => StatusCode::FORBIDDEN,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
