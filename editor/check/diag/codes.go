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
