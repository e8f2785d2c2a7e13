//! What a file may leave out because the rest of it says so.

use super::{Content, Kind, Role};

/// What a link between two kinds is for.
pub(super) const fn role(from: Kind, to: Kind) -> Role {
    match (from, to) {
        (Kind::Stage, _) | (_, Kind::Stage) => Role::Caption,
        (_, Kind::Dns | Kind::Cache) => Role::Lookup,
        (_, Kind::Client) => Role::Reply,
        (Kind::Dns, _) => Role::Handoff,
        (Kind::Database, Kind::Database) => Role::Replicate,
        _ => Role::Request,
    }
}

/// Extensions of files that web servers deliver as they are.
const STATIC_EXTENSIONS: [&str; 36] = [
    "avif",
    "bmp",
    "css",
    "csv",
    "eot",
    "gif",
    "gz",
    "htm",
    "html",
    "ico",
    "jpeg",
    "jpg",
    "js",
    "map",
    "md",
    "mjs",
    "mp3",
    "mp4",
    "ogg",
    "otf",
    "pdf",
    "png",
    "svg",
    "tar",
    "ttf",
    "txt",
    "wasm",
    "wav",
    "webm",
    "webmanifest",
    "webp",
    "woff",
    "woff2",
    "xml",
    "xz",
    "zip",
];

/// Whether a path asks for a file or for something made: static where the last segment of the
/// path, without its query, ends in the extension of a file.
pub(super) fn content(path: &str) -> Content {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segment = path.rsplit('/').next().unwrap_or_default();
    let is_static = segment.rsplit_once('.').is_some_and(|(_, extension)| {
        STATIC_EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
    });
    if is_static {
        Content::Static
    } else {
        Content::Dynamic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_static_from_dynamic() {
        let table = [
            ("/logo.png", Content::Static),
            ("/a/App.JS?v=3", Content::Static),
            ("/", Content::Dynamic),
            ("/user/42/profile", Content::Dynamic),
            ("/v1.2/users", Content::Dynamic),
            ("/search?q=logo.png", Content::Dynamic),
            ("/report.json", Content::Dynamic),
        ];
        for (path, expected) in table {
            assert_eq!(content(path), expected, "{path}");
        }
    }

    #[test]
    fn the_ends_tell_what_a_link_is_for() {
        use Kind::{App, Cache, Cdn, Client, Database, Dns, Stage, Web};
        let table = [
            (Client, Dns, Role::Lookup),
            (Dns, Client, Role::Reply),
            (Dns, Cdn, Role::Handoff),
            (Stage, Stage, Role::Caption),
            (Stage, Dns, Role::Caption),
            (App, Cache, Role::Lookup),
            (Database, Database, Role::Replicate),
            (Web, Client, Role::Reply),
            (App, Database, Role::Request),
            (Cache, Database, Role::Request),
        ];
        for (from, to, expected) in table {
            assert_eq!(role(from, to), expected, "{from:?} -> {to:?}");
        }
    }
}
