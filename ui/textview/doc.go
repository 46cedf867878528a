// Package textview is the text view of Holdfast: a Fyne widget that shows an
// editor.Document and lets the user edit it.
//
// # What it promises
//
// Cost does not depend on the size of the file. Only the rows on the screen
// are laid out, and of a very long line only the part on the screen. Each row
// is one raster, keyed by what it shows; a row whose content did not change
// is not drawn again, it is moved.
//
// Sizes are chosen in device pixels and divided by the scale of the canvas,
// so that text is sharp at every scale. Positions in the text are bytes and
// lines, never pixels: no float grows with the file.
//
// Nothing is hidden from the user. Control characters, no-break spaces,
// zero-width and bidirectional control characters and bytes that are not
// UTF-8 are drawn as visible placeholders; a character that no font has is a box
// with its number.
//
// # How it works
//
// The package has one model, the document, and one function that brings the
// screen in line with it (View.update). Every event ends there. It computes
// which rows are visible and what each shows, gives every row a slot of the
// renderer, and places the caret, selection and scrollbars. The Fyne painter
// asks a slot for pixels only when its content is new.
//
// All of it runs on the goroutine of the user interface. Timers and the
// search for fonts answer through the post function given to New.
//
// # What it does not promise
//
// Input methods deliver committed text only; Fyne has no pre-edit. Fyne does not
// know the primary selection of X11 either: the view tells what is selected, and
// of the middle button, by OnSelect and OnMiddleClick, and leaves the rest to its
// owner. Screen readers cannot read the view. Emoji have their colours if a font of the
// system has them as pictures; where there is none they are drawn as letters, in the
// same two cells. A line goes from left to right as a whole, and right-to-left letters
// stand in it where Unicode has them (UAX #9), each in its own cells; characters that
// control the order are shown and change nothing. The arrow keys go through the text in
// its own order. A row of more than 4 KB, which only a line that is not broken has, is
// shown in the order of the text.
package textview
