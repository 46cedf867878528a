// Package savelab is the Save Lab: it shows with pictures why a save is safe. It
// cuts the power in the middle of a save, in a simulation and for real, and draws
// what may be left of the file; it shows the steps of a save that was made; and
// it measures what the levels of durability cost.
//
// It draws with Fyne and knows nothing of the window around it, which gives it
// what it needs as a Host. Everything here belongs to the main goroutine; what
// may take long goes through Host.Work.
package savelab
