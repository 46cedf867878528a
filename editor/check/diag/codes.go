package diag

// Code names one kind of problem. It never changes its meaning: people write it
// into scripts. The sentence for a person belongs to the key "check." + code.
type Code string

// Codes that several formats share.
const (
	ByteOrderMark    Code = "byte-order-mark"
	InvalidUTF8      Code = "invalid-utf8"  // Byte
	BadCharacter     Code = "bad-character" // Name
	TooDeep          Code = "too-deep"
	EmptyFile        Code = "empty-file"
	AfterEnd         Code = "after-end"     // Found
	DuplicateKey     Code = "duplicate-key" // Key
	UnclosedString   Code = "unclosed-string"
	BadEscape        Code = "bad-escape"        // Found
	ControlCharacter Code = "control-character" // Name
	Unclosed         Code = "unclosed"          // Open, Close
	WrongClosing     Code = "wrong-closing"     // Found, Close
	ExpectedComma    Code = "expected-comma"    // Found
	ExpectedValue    Code = "expected-value"    // Found, may be empty
	ExpectedKey      Code = "expected-key"      // Found, may be empty
	BadNumber        Code = "bad-number"        // Found
	LeadingZero      Code = "leading-zero"      // Found
	TrailingComma    Code = "trailing-comma"
)

// Codes of JSON.
const (
	CommentInJSON   Code = "comment"
	UnclosedComment Code = "unclosed-comment"
	SingleQuotes    Code = "single-quotes"
	UnquotedKey     Code = "unquoted-key"   // Key
	ExpectedColon   Code = "expected-colon" // Found
	BadLiteral      Code = "bad-literal"    // Found
	LoneSurrogate   Code = "lone-surrogate" // Found
)

// Codes of TOML.
const (
	ExpectedNewline       Code = "expected-newline" // Found
	ExpectedEquals        Code = "expected-equals"  // Found, may be empty
	MultilineKey          Code = "multiline-key"
	TableDefinedElsewhere Code = "table-defined-elsewhere" // Key
	NotATable             Code = "not-a-table"             // Key
	InlineTableClosed     Code = "inline-table-closed"     // Key
	InlineTableBreak      Code = "inline-table-break"
	DuplicateTable        Code = "duplicate-table"  // Key
	BadValue              Code = "bad-value"        // Found
	NumberTooLarge        Code = "number-too-large" // Found
	BadDate               Code = "bad-date"         // Found
	NoSuchDate            Code = "no-such-date"     // Found
)

// Codes of YAML.
const (
	TabIndent          Code = "tab-indent"
	BadIndent          Code = "bad-indent" // Spaces
	SequenceNotHere    Code = "sequence-not-here"
	MappingNotHere     Code = "mapping-not-here"
	LongKey            Code = "long-key"
	ExpectedKeyColon   Code = "expected-key-colon" // Found
	TextAfterValue     Code = "text-after-value"   // Found
	SpaceBeforeComment Code = "space-before-comment"
	ClosingIndent      Code = "closing-indent"
	SpaceAfterColon    Code = "space-after-colon"
	BadStart           Code = "bad-start" // Found
	BadAnchor          Code = "bad-anchor"
	UndefinedAlias     Code = "undefined-alias" // Name
	AliasBomb          Code = "alias-bomb"      // Count
	TwoProperties      Code = "two-properties"
	PropertiesOfAlias  Code = "properties-of-alias"
	PropertiesOnLine   Code = "properties-on-line"
	BadTag             Code = "bad-tag"              // Found
	UndefinedHandle    Code = "undefined-tag-handle" // Name
	BadDirective       Code = "bad-directive"        // Found
	UnknownDirective   Code = "unknown-directive"    // Found
	OtherVersion       Code = "other-version"        // Found
	ExpectedDocument   Code = "expected-document"
	BadBlockHeader     Code = "bad-block-header" // Found
	BlankTooDeep       Code = "blank-too-deep"
	OldBoolean         Code = "yaml11-boolean"     // Found, Meaning
	OldOctal           Code = "yaml11-octal"       // Found
	Sexagesimal        Code = "yaml11-sexagesimal" // Found
)

// Codes of XML.
const (
	NoRoot                  Code = "no-root"
	SecondRoot              Code = "second-root"        // Name
	TextOutsideRoot         Code = "text-outside-root"  // Found
	UnexpectedEndTag        Code = "unexpected-end-tag" // Name
	WrongEndTag             Code = "wrong-end-tag"      // Name, Expected
	UnclosedElement         Code = "unclosed-element"   // Name
	UnclosedTag             Code = "unclosed-tag"       // Name
	MisplacedDoctype        Code = "misplaced-doctype"
	MisplacedXMLDeclaration Code = "misplaced-xml-declaration"
	BadXMLDeclaration       Code = "bad-xml-declaration"
	ExpectedSpace           Code = "expected-space"
	ExpectedText            Code = "expected-text"  // Expected, Found
	ExpectedName            Code = "expected-name"  // Found
	ExpectedQuote           Code = "expected-quote" // Found
	HyphensInComment        Code = "hyphens-in-comment"
	CDATAEnd                Code = "cdata-end"
	DuplicateAttribute      Code = "duplicate-attribute"     // Name
	AttributeWithoutValue   Code = "attribute-without-value" // Name
	LessInAttribute         Code = "less-in-attribute"
	BareAmpersand           Code = "bare-ampersand"
	BadCharReference        Code = "bad-char-reference" // Found
	UndefinedEntity         Code = "undefined-entity"   // Name
	EntityNotHere           Code = "entity-not-here"    // Name
	RecursiveEntity         Code = "recursive-entity"   // Name
	EntityBomb              Code = "entity-bomb"        // Name
	PercentInEntity         Code = "percent-in-entity"
	BadPublicID             Code = "bad-public-id"     // Found
	BadDeclaration          Code = "bad-declaration"   // Found
	WrongEncoding           Code = "wrong-encoding"    // Name
	UnknownEncoding         Code = "unknown-encoding"  // Name
	UndeclaredPrefix        Code = "undeclared-prefix" // Name
	NamespaceName           Code = "namespace-name"    // Name
)

// Codes of the formats made of lines.
const (
	KeyWithoutValue       Code = "key-without-value" // Found
	BadName               Code = "bad-name"          // Name
	SpaceAroundEquals     Code = "space-around-equals"
	BadAddress            Code = "bad-address" // Found
	ExpectedHostName      Code = "expected-host-name"
	BadHostName           Code = "bad-host-name"   // Found
	TooFewFields          Code = "too-few-fields"  // Count, Expected
	TooManyFields         Code = "too-many-fields" // Expected
	ExpectedNumber        Code = "expected-number" // Found
	EmptyOption           Code = "empty-option"
	MountPointNotAbsolute Code = "mount-point-not-absolute" // Found
	BadTime               Code = "bad-time"                 // Found, Column
	NoFinalNewline        Code = "no-final-newline"
	UnknownKeyword        Code = "unknown-keyword"    // Found
	FirstValueCounts      Code = "first-value-counts" // Key
	ExpectedOneOf         Code = "expected-one-of"    // Found, Choices
	BadPort               Code = "bad-port"           // Found
	OutsideSection        Code = "outside-section"    // Key
)

// Program is what another program said about the file.
const Program Code = "program" // Program, Text

// Codes of a comparison with a schema. Name is the path of the value, empty for
// the whole file.
const (
	SchemaType       Code = "schema-type"        // Name, Want, Found
	SchemaRequired   Code = "schema-required"    // Name, Key
	SchemaUnknownKey Code = "schema-unknown-key" // Name, Key
	SchemaChoice     Code = "schema-choice"      // Name, Choices
	SchemaPattern    Code = "schema-pattern"     // Name, Pattern
	SchemaOther      Code = "schema-other"       // Name, Text
	SchemaTooLarge   Code = "schema-too-large"
)
