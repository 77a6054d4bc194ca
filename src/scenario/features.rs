//! Keys that only other builds know.

/// The key, and the feature it needs.
pub(super) const MISSING: &[(&str, &str)] = &[
    #[cfg(not(feature = "disk"))]
    ("from", "disk"),
    #[cfg(not(feature = "disk"))]
    ("root", "disk"),
    #[cfg(not(feature = "temp-dir"))]
    ("temp_dir", "temp-dir"),
    #[cfg(not(feature = "tls"))]
    ("tls", "tls"),
    #[cfg(not(feature = "deflate"))]
    ("deflate_mode", "deflate"),
    #[cfg(not(feature = "deflate"))]
    ("inflate_limits", "deflate"),
    #[cfg(not(feature = "hash"))]
    ("hash_limit", "hash"),
];
