//! HASH, and XCRC and its like.

use super::fixed;
use crate::protocol::{Code, Reply};

fixed! {
    hash_of_directory "HASH.directory" 553 "Is a directory.";
    too_big_to_hash "HASH.too_big" 556 "Requested action not taken: file too big.";
    unknown_hash "OPTS.unknown_hash" 501 "Unknown algorithm, current selection not changed.";
    checksum_of_directory "checksum.directory" 504 "Is a directory.";
}

/// `213 SHA-256 0-9 <digits> path`: which octets were hashed, and how.
pub fn hash(algorithm: &str, first: u64, last: u64, digits: &str, path: &[u8]) -> Reply {
    let mut text = format!("{algorithm} {first}-{last} {digits} ").into_bytes();
    text.extend_from_slice(path);
    Reply::keyed("HASH.done", Code::of(213), text)
}

/// `200 SHA-256`
pub fn hash_chosen(algorithm: &'static str) -> Reply {
    Reply::keyed("OPTS.hash", Code::of(200), algorithm)
}

/// `250 <digits>`
pub fn checksum(digits: String) -> Reply {
    Reply::keyed("checksum.done", Code::of(250), digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reply_has_its_key_code_and_text() {
        let mut replies: Vec<Reply> = FIXED.iter().map(|reply| reply()).collect();
        replies.extend([
            hash("SHA-1", 0, 9, "00ff", b"a b"),
            hash_chosen("SHA-256"),
            checksum("00ff".to_owned()),
        ]);
        let table: String = replies
            .iter()
            .map(|reply| format!("{:<18} {reply}\n", reply.key()))
            .collect();
        insta::assert_snapshot!(table, @r"
        HASH.directory     553 Is a directory.
        HASH.too_big       556 Requested action not taken: file too big.
        OPTS.unknown_hash  501 Unknown algorithm, current selection not changed.
        checksum.directory 504 Is a directory.
        HASH.done          213 SHA-1 0-9 00ff a b
        OPTS.hash          200 SHA-256
        checksum.done      250 00ff
        ");
    }
}
