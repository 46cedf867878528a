package cli

import (
	"context"
	"errors"
	"slices"

	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
)

// labReal is what was really played of one strategy.
type labReal struct {
	// Killed and PowerCut have an entry for each position of the model; null
	// where it could not be played.
	Killed   []*labPlayed `json:"killed"`
	PowerCut []*labPlayed `json:"power_cut"`
	Scenes   []labPlayed  `json:"scenes"`
	// NotShown says what could not be played, once for each scene.
	NotShown []labNotShown `json:"not_shown"`
}

// labPlayed is a scene, and whether the model knew.
type labPlayed struct {
	Foreseen bool       `json:"foreseen"`
	Played   lab.Played `json:"played"`
}

type labNotShown struct {
	Scene  lab.Scene `json:"scene"`
	Code   lab.Code  `json:"code"`
	Detail string    `json:"detail"`
	reason *lab.Reason
}

func (r *labReal) unforeseen() bool {
	is := func(p *labPlayed) bool { return p != nil && !p.Foreseen }
	return slices.ContainsFunc(r.Killed, is) || slices.ContainsFunc(r.PowerCut, is)
}

// play kills the save at every position, cuts the power there, and plays the other
// scenes. What cannot be played is noted once and not tried again.
func (l *labRun) play(ctx context.Context, m lab.Model) (*labReal, error) {
	r := &labReal{Killed: []*labPlayed{}, PowerCut: []*labPlayed{}, Scenes: []labPlayed{}, NotShown: []labNotShown{}}
	// The forgetful file system keeps no order: what it leaves is compared with
	// the model of a disk that keeps none.
	weak, err := lab.Simulate(ctx, l.content, lab.Setup{Strategy: m.Strategy, Disk: crashsim.Fat(), Seed: l.seed})
	if err != nil {
		return r, err
	}
	for i, position := range m.Positions {
		p, err := l.scene(ctx, r, lab.Killed, m, i)
		if err != nil {
			return r, err
		}
		if p != nil {
			p.Foreseen = !p.Played.Reached || p.Played.Final.Kind == position.Killed
		}
		r.Killed = append(r.Killed, p)
		if p, err = l.scene(ctx, r, lab.PowerCut, m, i); err != nil {
			return r, err
		}
		if p != nil {
			p.Foreseen = slices.ContainsFunc(weak.Outcomes, func(o lab.Outcome) bool { return o.Kind == p.Played.Final.Kind })
		}
		r.PowerCut = append(r.PowerCut, p)
	}
	for _, scene := range []lab.Scene{lab.NoSpace, lab.Conflict, lab.InUse} {
		p, err := l.scene(ctx, r, scene, m, 0)
		if err != nil {
			return r, err
		}
		if p != nil {
			p.Foreseen = true
			r.Scenes = append(r.Scenes, *p)
		}
	}
	return r, nil
}

// scene plays one scene; nil if it cannot be played here. The error is for a
// cancellation, and for what makes every scene impossible.
func (l *labRun) scene(ctx context.Context, r *labReal, scene lab.Scene, m lab.Model, position int) (*labPlayed, error) {
	if slices.ContainsFunc(r.NotShown, func(n labNotShown) bool { return n.Scene == scene }) {
		return nil, nil
	}
	p, err := lab.Play(ctx, lab.Script{
		Scene: scene, Content: l.content, Strategy: m.Strategy, At: m.PointAt(position), Scratch: scratchFolders(),
	})
	reason, ok := errors.AsType[*lab.Reason](err)
	switch {
	case err == nil:
		return &labPlayed{Played: p}, nil
	case !ok, reason.Code == lab.Cancelled, reason.Code == lab.NoChild:
		return nil, err
	}
	r.NotShown = append(r.NotShown, labNotShown{Scene: scene, Code: reason.Code, Detail: reason.Error(), reason: reason})
	return nil, nil
}
