// Package tomlfile checks TOML to the letter of its specification, version 1.0
// (https://toml.io/en/v1.0.0), or 1.1 where that is asked for.
//
// What the text leaves open is decided like this: a byte order mark at the start
// is a warning, an integer that does not fit 64 bits is an error, a second of 60
// is allowed (RFC 3339 has leap seconds), and nesting is limited to [MaxDepth].
//
// After an error the check goes on at the next line that looks like the start
// of an entry, so one slip does not hide the others.
package tomlfile
