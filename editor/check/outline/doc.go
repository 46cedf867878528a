// Package outline finds the parts of a config file to jump to: the keys of JSON,
// YAML and TOML, the elements of XML, sections, blocks, and the names that lines
// begin with.
//
// It works on files that are wrong too, since people look around in a file while
// they repair it: what the parser found up to the first error is shown. The
// number of entries is bounded by [Most].
package outline
