package workspace

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/charset"
)

// The bytes of the first part of a file, which is shown at once, and of the
// later ones.
const (
	firstPart = 1 << 20
	laterPart = 8 << 20
)

// Open reads the file at path. A path at which nothing exists gives an empty
// document that will create the file when it is saved. A file that is not text
// opens with NotText set and a rendering of its bytes that must not be saved.
// A file that would not fit into memory is a *TooLarge. Any other failure is an
// *atomicsave.Error.
//
// Open may block and must not run on the main goroutine.
func Open(ctx context.Context, path string) (*File, error) {
	f, loading, err := BeginOpen(ctx, path)
	if err != nil || loading == nil {
		return f, err
	}
	defer loading.Close()
	for {
		text, done, err := loading.Next()
		if err != nil {
			return loading.otherwise(ctx, err)
		}
		f.Extend(text)
		if done {
			f.Loaded(loading)
			return f, nil
		}
	}
}

// Loading is a file that is still being read, after BeginOpen. Its methods may
// block; they run on any goroutine, but one at a time.
type Loading struct {
	path   string
	reader *atomicsave.Reader
	loader charset.Loader
	read   int64
	format charset.Format
}

// BeginOpen is Open for a file of any size: it returns as soon as the first part
// is there. With a Loading the rest is still to come: its parts are given to
// File.Extend and the end is told with File.Loaded, on the goroutine that owns
// the document. Without one the file is complete.
func BeginOpen(ctx context.Context, path string) (*File, *Loading, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, nil, &atomicsave.Error{Step: atomicsave.StepProbe, Path: path, Class: atomicsave.Vanished, Err: err}
	}
	reader, err := atomicsave.Open(ctx, path)
	if errors.Is(err, os.ErrNotExist) && !isDanglingLink(path) {
		f := NewFile()
		f.Path = path
		return f, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	l := &Loading{path: path, reader: reader}
	f, done, err := l.first()
	if err != nil {
		reader.Close()
		f, err = l.otherwise(ctx, err)
		return f, nil, err
	}
	if done {
		reader.Close()
		f.Loaded(l)
		return f, nil, nil
	}
	return f, l, nil
}

// first reads the first part.
func (l *Loading) first() (f *File, done bool, err error) {
	if err := fitsInMemory(l.path, l.reader.Size()); err != nil {
		return nil, false, err
	}
	text, done, err := l.part(firstPart)
	if err != nil {
		return nil, false, err
	}
	f = &File{Path: l.path, Document: editor.NewDocument(text), Guess: charset.Guess{Encoding: charset.UTF8, Certainty: charset.Certain}, loading: true}
	f.Format = charset.Format{Encoding: charset.UTF8}
	f.Format.Ending, f.Format.Dominant, f.Format.FinalNewline = charset.Endings(text)
	f.savedFormat, f.base = f.Format, text
	return f, done, nil
}

// Next reads the next part. A file that turns out not to be UTF-8 is a
// *charset.Error: read it again with Open, which knows other encodings.
func (l *Loading) Next() (text editor.Text, done bool, err error) { return l.part(laterPart) }

func (l *Loading) part(size int) (text editor.Text, done bool, err error) {
	part := make([]byte, size)
	n, err := l.reader.Fill(part)
	done = errors.Is(err, io.EOF)
	if err != nil && !done {
		return editor.Text{}, false, err
	}
	if n < size/2 {
		part = append(make([]byte, 0, n), part[:n]...) // give the rest back
	}
	l.read += int64(n)
	if l.read > l.reader.Size() { // it says that it has no length, and may have no end
		if err := fitsInMemory(l.path, l.read); err != nil {
			return editor.Text{}, false, err
		}
	}
	text, err = l.loader.Add(part[:n:n])
	if err == nil && done {
		l.format, err = l.loader.Done()
	}
	return text, done, err
}

// Progress tells how many bytes were read, and how many there were at the start.
func (l *Loading) Progress() (read, total int64) { return l.read, l.reader.Size() }

// Close ends the reading, also before its end.
func (l *Loading) Close() { l.reader.Close() }

// otherwise opens a file as a whole whose beginning has failed with err: if that
// is because it is not UTF-8, in the encoding that it seems to be in.
func (l *Loading) otherwise(ctx context.Context, err error) (*File, error) {
	if _, ok := errors.AsType[*charset.Error](err); !ok {
		return nil, err
	}
	return openWhole(ctx, l.path, func(raw []byte) (editor.Text, charset.Format, charset.Guess, error) {
		return charset.DecodeAny(raw)
	})
}

// Reopen reads the file at path in an encoding of the user's choice. Errors are
// as for Open; an unknown encoding is a *charset.Error.
func Reopen(ctx context.Context, path string, e charset.Encoding) (*File, error) {
	return openWhole(ctx, path, func(raw []byte) (editor.Text, charset.Format, charset.Guess, error) {
		text, format, _, err := charset.DecodeAs(raw, e)
		return text, format, charset.Guess{Encoding: e, Certainty: charset.Certain}, err
	})
}

func openWhole(ctx context.Context, path string, decode func([]byte) (editor.Text, charset.Format, charset.Guess, error)) (*File, error) {
	raw, reader, err := readAll(ctx, path)
	if err != nil {
		return nil, err
	}
	f := &File{Path: path, Fingerprint: reader.Fingerprint(), grew: reader.Grown()}
	text, format, guess, err := decode(raw)
	if err != nil {
		if !errors.As(err, &f.NotText) || f.NotText.Class != charset.NotText {
			return nil, err
		}
		text = charset.Preview(raw)
	}
	f.Format, f.savedFormat, f.Guess = format, format, guess
	f.Document, f.base = editor.NewDocument(text), text
	return f, nil
}

// readTries is how often readAll begins again when the file changes under it.
const readTries = 3

// readAll reads the file at path, which is to be decoded as a whole. The reader that
// it returns is closed and knows the version.
func readAll(ctx context.Context, path string) (raw []byte, _ *atomicsave.Reader, err error) {
	for tries := 1; ; tries++ {
		r, err := atomicsave.Open(ctx, path)
		if err != nil {
			return nil, nil, err
		}
		if err = fitsDecoded(path, r.Size()); err == nil {
			raw, err = readRest(r)
		}
		r.Close()
		if err == nil {
			return raw, r, nil
		}
		if atomicsave.ClassOf(err) != atomicsave.Changed || tries == readTries {
			return nil, nil, err
		}
	}
}

// readRest reads to the end. There is room for one byte more than the file has, and
// for a page, because a file of the kernel may give all at once or never.
func readRest(r *atomicsave.Reader) ([]byte, error) {
	raw := make([]byte, 0, max(r.Size()+1, 4096))
	for {
		if len(raw) == cap(raw) {
			raw = append(raw, 0)[:len(raw)]
		}
		n, err := r.Read(raw[len(raw):min(cap(raw), len(raw)+laterPart)])
		raw = raw[:len(raw)+n]
		if read := int64(len(raw)); read > r.Size() {
			if err := fitsDecoded(r.Path(), read); err != nil {
				return nil, err
			}
		}
		if err == io.EOF {
			return raw, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Extend adds a part of the file that Loading.Next returned.
func (f *File) Extend(text editor.Text) {
	f.Document.Extend(text)
	f.base = editor.Join(f.base, text)
}

// Loaded tells that all parts are there: from now on the file can be saved.
func (f *File) Loaded(l *Loading) {
	f.loading = false
	f.Format, f.savedFormat = l.format, l.format
	f.Fingerprint, f.grew = l.reader.Fingerprint(), l.reader.Grown()
}

// Grew reports that another program was appending to the file while it was read. The
// text is what was there when the reading began; a save finds that the file has changed.
func (f *File) Grew() bool { return f.grew }

// Loading reports whether parts of the file are still to come.
func (f *File) Loading() bool { return f.loading }

// isDanglingLink reports whether path is a symbolic link to nothing. Such a
// link is most often a mistake, so its target is not silently created.
func isDanglingLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}

// Abandon makes the file a document that was never saved, because the rest of it
// cannot be read. What is there of it, edits and all, stays in the window.
func (f *File) Abandon() {
	f.loading, f.grew = false, false
	f.Path, f.Fingerprint = "", atomicsave.Fingerprint{}
	f.base, f.noBase = editor.Text{}, false
	f.Document.MarkUnsaved()
}

// SetEncoding chooses the encoding of later saves. The document counts as
// modified until it is saved in it. LostCharacters of package charset tells
// beforehand what the encoding cannot hold.
func (f *File) SetEncoding(e charset.Encoding, bom bool) {
	f.Format.Encoding, f.Format.BOM = e, bom
	f.Guess = charset.Guess{Encoding: e, Certainty: charset.Certain}
}

// SetEndings records the line breaks that the text has now.
func (f *File) SetEndings(ending, dominant charset.Ending, finalNewline bool) {
	f.Format.Ending, f.Format.Dominant, f.Format.FinalNewline = ending, dominant, finalNewline
}
