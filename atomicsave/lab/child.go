package lab

import "io"

// ChildVerb is the argument with which a program runs RunChild.
const ChildVerb = "lab-child"

// RunChild is the process that saves and is killed: it reads a job from in, makes
// each call that changes something when it is told to, and says on out what it
// did. It returns the exit code. A program that calls Play must call it, and do
// nothing else, when it is started as Script.Child.
func RunChild(in io.Reader, out io.Writer) int { return runChild(in, out) }
