package savelab

import (
	"context"

	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// sceneCard plays one scene in which a save fails: with a real save by another
// process, and with the dialog that the window shows for such a failure.
type sceneCard struct {
	*card
	lab    *Lab
	scene  lab.Scene
	start  *press
	state  *prose
	cancel context.CancelFunc // nil while it is not played
}

func newSceneCard(l *Lab, scene lab.Scene) *sceneCard {
	c := &sceneCard{lab: l, scene: scene, state: body("")}
	key := "lab.scene." + string(scene)
	c.start = newPress(words.T("lab.scene.start"), l, c.toggle)
	c.card = newCard(bold(body(words.T(key))), note(words.T(key+".about")), wrapping(unit, c.start), c.state, note(words.T(key+".not")))
	c.state.Hide()
	return c
}

func (c *sceneCard) toggle() {
	if c.cancel != nil {
		c.cancel()
		return
	}
	ctx, cancel := context.WithCancel(c.lab.ctx)
	c.cancel = cancel
	c.start.setLabel(words.T("button.cancel"))
	script := lab.Script{
		Scene: c.scene, Content: c.lab.power.source, Strategy: c.lab.power.chosenStrategy(),
		Child: c.lab.host.Child, Scratch: c.lab.host.Scratch,
	}
	c.lab.host.Work(func() func() {
		played, err := lab.Play(ctx, script)
		return func() {
			c.cancel()
			c.cancel = nil
			c.start.setLabel(words.T("lab.scene.start"))
			if err != nil {
				c.say(Why(err), badTone)
				return
			}
			c.show(played)
		}
	})
}

// show says what happened, and shows the dialog.
func (c *sceneCard) show(p lab.Played) {
	state := words.T("lab.holds." + p.Final.Kind.String())
	if p.Final.Foreign {
		state = words.T("lab.holds.foreign")
	}
	c.say(words.Join(words.T("lab.means."+string(p.Means), words.D{"Type": p.FileSystem}), words.T("lab.scene.holds", words.D{"State": state})), inkTone)
	if p.Err == nil {
		return
	}
	c.lab.host.Rehearse(c.lab.power.source, p, func(label string) {
		c.say(words.Join(c.state.text, words.T("lab.scene.taken", words.D{"Button": label})), inkTone)
	})
}

func (c *sceneCard) say(text string, ink tone) {
	c.state.set(text, ink)
	c.state.Show()
	c.lab.relayout()
}
