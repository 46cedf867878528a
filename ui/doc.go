// Package ui is Holdfast's window: tabs with text views, the status bar, the
// menus, and the conversations around opening and saving. It holds no logic of
// its own about files or text; that is in packages workspace, editor and
// atomicsave.
//
// Everything in a Shell belongs to the main goroutine. Work that may block runs
// on another one and comes back through the one function Options.Post.
package ui
