//! A server that stays up, to try clients by hand: it prints its URL, then the conversations as
//! they happen, and ends at Enter or when its standard input closes.
//!
//! ```sh
//! cargo run --example standalone                    # any free port of 127.0.0.1
//! cargo run --example standalone 127.0.0.1:2121
//! curl ftp://127.0.0.1:2121/                        # from another terminal
//! lftp -c 'open ftp://127.0.0.1:2121; put Cargo.toml; ls'
//! ```

use std::collections::HashMap;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use ftpmock::prelude::*;

fn main() {
    let addr = std::env::args().nth(1);
    let server = FtpServer::builder()
        .listen(addr.as_deref().unwrap_or("127.0.0.1:0"))
        .file("/welcome.txt", "Hello from ftpmock.\n")
        .dir("/upload")
        .start();
    println!("{}", server.url());

    let (ended, end) = channel();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_line(&mut String::new());
        let _ = ended.send(());
    });
    let mut shown = HashMap::new();
    while end.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
        show_news(&server.transcript(), &mut shown);
    }
    let tree = server.fs().tree();
    show_news(&server.finish(), &mut shown);
    println!("\nthe files at the end:\n{tree}");
}

/// Prints the lines that are new since the last call; `shown` counts those of each session.
fn show_news(transcript: &Transcript, shown: &mut HashMap<u64, usize>) {
    for number in transcript.sessions() {
        let session = transcript.session(number).to_string();
        let shown = shown.entry(number).or_default();
        for line in session.lines().skip(*shown) {
            println!("{line}");
            *shown += 1;
        }
    }
}
