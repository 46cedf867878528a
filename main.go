// Holdfast is a text editor for important config files: every save is atomic,
// as durable as the user chose, and overwrites nobody's change unseen.
package main

import (
	"os"

	"fyne.io/fyne/v2/app"

	"holdfast/editor/workspace"
	"holdfast/ui"
	"holdfast/ui/cli"
	"holdfast/ui/native"
	"holdfast/ui/words"
)

// version is set by the Makefile.
var version = "development"

func main() {
	words.UseSystem()
	outcome := cli.Run(os.Args[1:], cli.System(), version)
	if !outcome.Window {
		os.Exit(outcome.Exit)
	}
	go ui.Preload()
	dirs, err := workspace.UserDirs()
	cli.ExitIf("start.no_home", err)
	cli.ExitIf("start.no_display", native.CheckDisplay())
	instance := cli.Meet(dirs, outcome)
	native.Prepare()
	options := ui.Options{App: app.NewWithID("app.holdfast.Holdfast"), Picker: native.New(), Selections: native.Selections, Store: workspace.NewStore(dirs), Version: version}
	options.Instance, options.Attend, options.Prepare = instance, outcome.Attend, native.BeforeWindow
	for _, f := range outcome.Files {
		options.Files = append(options.Files, ui.Target{Path: f.Path, Line: f.Line, Column: f.Column, ReadOnly: outcome.ReadOnly})
	}
	ui.New(options).Run()
}
