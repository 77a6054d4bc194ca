use rstest::rstest;

use super::*;
use crate::vfs::{contract, read_all};

fn at(path: &str) -> FtpPath {
    path.into()
}

#[test]
fn memory_keeps_the_contract() {
    contract::run(&MemoryFs::new());
}
