// Package x11 takes and gives the selections of an X11 desktop: what is selected
// with the mouse (PRIMARY) and the clipboard. It speaks just enough of the core
// protocol, over a connection of its own, so that neither a slow owner nor a
// large text holds up the window.
//
// Promise: nothing here blocks the caller but Check and Connect, which give up a
// display that does not answer, and Fetch, which ends with its context, or when the
// owner has been silent for five seconds. A text of any
// size is transferred piece by piece (INCR). What is offered is asked for only
// when somebody wants it.
//
// Not promised: other targets than text, and the timestamps that ICCCM section
// 2.1 wants; CurrentTime is given instead, as most programs do.
//
// Sources: X Window System Protocol, X Version 11, appendix B (encoding);
// Inter-Client Communication Conventions Manual 2.0, section 2 (selections).
package x11
