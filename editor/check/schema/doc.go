// Package schema compares JSON, YAML and TOML with a JSON Schema
// (https://json-schema.org, drafts 4 to 2020-12), by
// github.com/santhosh-tekuri/jsonschema, and says where in the file something
// does not fit.
//
// A schema is a file on this machine, in JSON or YAML, and so is all that it
// refers to. Nothing is ever fetched from a network: a reference that is not a
// file makes the schema unusable. The meta schemas are built in.
//
// A comparison is bounded: a file of more than a million values is not compared,
// numbers that would take megabytes to write out are taken for large ones, and
// a comparison ends with its context, or after [MaxTime].
package schema
