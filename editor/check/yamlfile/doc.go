// Package yamlfile checks YAML by the grammar of version 1.2.2
// (https://yaml.org/spec/1.2.2/); production numbers in comments are of that
// text. It was written because no parser for Go follows the specification
// closely and says where each thing stands.
//
// Beyond the grammar it finds aliases without an anchor and tag handles without a
// directive (sections 7.1 and 6.8.2 call them errors), and words that mean one
// thing in YAML 1.2 and another in YAML 1.1, which many programs still read: no,
// on, 0644, 22:22 (warnings). A key that is there twice is a warning too: the
// grammar allows it, section 3.2.1.3 forbids it in the data that comes out, and
// of the programs some refuse it and some take the last one.
//
// In three places the grammar is stricter than we are, because people write it so
// and programs differ: a closing bracket that is indented as the key of its
// collection is a warning; a line of tabs is empty within text of several lines;
// and a line of text in double quotes may be a backslash alone.
//
// Aliases are never followed. Their number is counted through, so that a few
// lines that stand for millions of nodes are an error and not a surprise.
// Nesting is limited to [MaxDepth]. The check of a file ends at the first error:
// where indentation carries the meaning, what follows an error would be guesses.
package yamlfile
