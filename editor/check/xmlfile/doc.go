// Package xmlfile checks whether a file is well-formed XML 1.0, fifth edition
// (https://www.w3.org/TR/xml/). encoding/xml is made for reading data and lets
// much pass: attributes that are there twice, names that are none, broken
// declarations.
//
// The internal part of a document type is read, because entities and default
// values can break a file from there. Nothing outside the file ever is: not the
// external part, not an external entity. Where they are missing, an entity that
// the file does not declare is given the benefit of the doubt, as section 4.1
// asks.
//
// An entity is checked once, however often it is used; what all the uses add up
// to is counted and limited, so that a few lines that stand for gigabytes are an
// error. Nesting is limited to [MaxDepth]. The check ends at the first error.
//
// Namespaces in XML 1.0 is a specification of its own: a prefix that is not
// declared, two attributes that mean the same one, or a name with two colons is
// a warning. Validity against a document type is not looked at.
package xmlfile
