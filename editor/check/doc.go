// Package check finds what is wrong with config files, before the program that
// reads them does: [Detect] tells the format from the name and the content,
// [Decode] makes text of the bytes of a file, [Check] judges the text.
//
// # What it promises
//
// JSON, TOML, YAML and XML are judged by their specifications, as the packages
// jsonfile, tomlfile, yamlfile and xmlfile say in detail: what the specification
// allows is no error, what it forbids is one. The formats made of lines are
// judged by the programs that read them: package linefile. Every problem has a
// place.
//
// A check is bounded: content over [MaxSize] is refused, nesting is limited,
// entities and aliases are counted and never expanded, the number of problems is
// limited, and a check ends soon after its context, or after [MaxTime] by
// itself. It opens no file, reaches no network and never panics.
//
// # What it does not promise
//
// That a file without problems does what was meant: that takes a schema (package
// schema) or the program itself (package external).
//
// The sentences for people are not here: a problem has a code and the data that
// its sentence needs.
package check
