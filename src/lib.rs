//! An FTP server that lives inside a test.
