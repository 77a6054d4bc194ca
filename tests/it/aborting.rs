//! A client that aborts by the book: `ABOR`, then the data connection is closed.

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

#[rstest]
#[case::of_a_download("RETR /big")]
#[case::of_an_upload("STOR /new")]
fn an_abort_that_races_the_close_of_the_data_is_an_abort(#[case] command: &str) {
    let server = FtpServer::builder()
        .file("/big", Content::zeros(GIB))
        .start();
    for _ in 0..10 {
        let mut raw = Raw::connect(server.addr()).login();
        let mut data = raw.pasv();
        raw.say(command);
        if command.starts_with("STOR") {
            data.send("part");
        } else {
            data.read_bytes(1);
        }
        raw.send("ABOR\r\n");
        drop(data);
        assert_eq!(raw.read_reply().code, 426);
        assert_eq!(raw.read_reply().code, 226);
        raw.quit();
    }
}
