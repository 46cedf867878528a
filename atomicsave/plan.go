package atomicsave

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"holdfast/atomicsave/internal/vfs"
)

// SavePlan says what a save of a path will do, before a byte is written.
type SavePlan struct {
	Target     string   `json:"target"`      // the resolved path
	FileSystem string   `json:"file_system"` // its type, "" if unknown
	Strategy   Strategy `json:"strategy"`
	Kept       []string `json:"kept"`   // what the new file will have of the old one
	Losses     []Loss   `json:"losses"` // what it will not have
	Why        []Reason `json:"why"`    // the reasons for the strategy
	// Needs is the consent that Options.Consent must cover for this strategy;
	// none for an ordinary save.
	Needs Consent `json:"needs"`
	// Or is another consent that would do instead, with another strategy;
	// none if there is no other way.
	Or Consent `json:"or"`
	// Refusal is why the save would fail whatever the caller agrees to; nil
	// unless Strategy is StrategyRefuse.
	Refusal *Error `json:"refusal,omitempty"`

	instead Strategy // the strategy that goes with Or
}

// Reason is one reason for a strategy.
type Reason struct {
	Code   ReasonCode `json:"code"`   // "" for a refusal, which Refusal explains
	Of     string     `json:"of"`     // what it is about: a number of names, a type of file system; or ""
	Detail string     `json:"detail"` // English
}

// ReasonCode is the kind of a Reason, for programs and for translations.
type ReasonCode string

// The kinds of reasons.
const (
	ReasonNew            ReasonCode = "new"             // there is no file of that name yet
	ReasonReplace        ReasonCode = "replace"         // the ordinary save
	ReasonReplaceLossy   ReasonCode = "replace-lossy"   // the same, without what cannot be kept
	ReasonMountPoint     ReasonCode = "mount-point"     // the file itself is one
	ReasonFolder         ReasonCode = "folder"          // it may not be written, only the file
	ReasonFolderFlags    ReasonCode = "folder-flags"    // chattr +a or +i on the folder
	ReasonSticky         ReasonCode = "sticky"          // only the owner of the file may replace it
	ReasonNames          ReasonCode = "names"           // hard links; Of is the number of names
	ReasonWithoutJournal ReasonCode = "without-journal" // ext4 without its journal
	ReasonFragile        ReasonCode = "fragile"         // Of is the type of the file system, or ""
	ReasonGuarded        ReasonCode = "guarded"         // likewise; the content is also kept elsewhere
	ReasonUnprotected    ReasonCode = "unprotected"     // at Fast, where nothing protects the file; Of as above
)

// ReasonCodes lists all of them.
func ReasonCodes() []ReasonCode {
	return []ReasonCode{
		ReasonNew, ReasonReplace, ReasonReplaceLossy, ReasonMountPoint, ReasonFolder, ReasonFolderFlags,
		ReasonSticky, ReasonNames, ReasonWithoutJournal, ReasonFragile, ReasonGuarded,
		ReasonUnprotected,
	}
}

// Plan tells how Save would save path with opts, what it would keep and what it
// could not. It writes nothing. The error is for a look that failed; a save
// that would fail for a known reason is a plan with StrategyRefuse.
func Plan(ctx context.Context, path string, opts Options) (SavePlan, error) {
	s := newSave(opts)
	defer s.release()
	err := s.probe(ctx, path, -1)
	if err != nil && s.plan.Strategy == "" {
		return s.refusedPlan(path, err)
	}
	if err != nil && classify(err) != NeedsConsent {
		s.plan.Strategy = StrategyRefuse
		s.plan.Refusal = s.fault(StepProbe, s.report.Target, err).(*Error)
	}
	s.plan.Kept = s.kept()
	return s.plan, nil
}

// refusedPlan is the plan for a path at which the probe already failed. What is
// no answer about the file, such as a cancelled context, stays an error.
func (s *save) refusedPlan(path string, err error) (SavePlan, error) {
	e := s.fault(StepProbe, path, err).(*Error)
	switch e.Class {
	case Cancelled, IO, Network, Other, Usage:
		return SavePlan{}, e
	}
	target := s.report.Target
	if target == "" {
		target = path
	}
	return SavePlan{
		Target: target, Strategy: StrategyRefuse, Refusal: e,
		Kept: []string{}, Losses: []Loss{}, Why: []Reason{{Detail: e.Err.Error()}},
	}, nil
}

// makePlan decides the strategy from what the system says. What it predicts
// about owner and attributes is checked again when they are set.
func (s *save) makePlan() error {
	p := &s.plan
	*p = SavePlan{Target: s.report.Target, Kept: []string{}, Losses: []Loss{}, Why: []Reason{}}
	p.FileSystem, s.report.FileSystem = s.volume.Type, s.volume.Type
	if s.volume.ReadOnly {
		return syscall.EROFS
	}
	if !s.old.found {
		p.Strategy = StrategyCreate
		p.because(ReasonNew, "", "there is no file of that name yet")
		if dir, err := s.target.dir.Stat(""); err == nil && (dir.AppendOnly || dir.Immutable) {
			return fmt.Errorf("in this folder no file may be renamed (chattr +a or +i): %w", syscall.EPERM)
		}
		return s.target.dir.Writable("")
	}
	if err := s.mayChange(); err != nil {
		return err
	}
	if err := s.loadOld(); err != nil {
		return err
	}
	s.predictLosses()
	p.Strategy = StrategyReplace
	p.Needs = needs(p.Losses)
	if len(p.Losses) > 0 {
		p.instead, p.Or = StrategyInPlace, Agree(LossAtomicity)
	}
	return s.considerInPlace()
}

func (p *SavePlan) because(code ReasonCode, of, detail string) {
	p.Why = append(p.Why, Reason{code, of, detail})
}

func needs(losses []Loss) (c Consent) {
	for _, l := range losses {
		c = c.With(Agree(l.Kind))
	}
	return c
}

// mayChange refuses a file that the caller may not write, although its folder
// would let it be replaced: a read-only file is read-only for a reason.
func (s *save) mayChange() error {
	info := s.old.info
	switch {
	case info.Immutable:
		return fmt.Errorf("the file is marked immutable: %w", syscall.EPERM)
	case info.AppendOnly:
		return fmt.Errorf("the file is marked append-only: %w", syscall.EPERM)
	case info.ReadOnly:
		return fmt.Errorf("the file is marked read-only: %w", syscall.EPERM)
	}
	return s.target.dir.Writable(s.target.name)
}

// loadOld reads the metadata that a new file must get. A directory with a
// replace call of its own carries it over itself, and an open handle would be
// in its way.
func (s *save) loadOld() error {
	if _, native := s.target.dir.(vfs.Replacer); native {
		s.loadNative()
		return nil
	}
	err := s.openOld()
	if errors.Is(err, fs.ErrPermission) {
		s.plan.lose(LossACL, "", "the file may not be read, so neither may its ACL and attributes")
		s.plan.lose(LossXattr, "", "the file may not be read, so neither may its ACL and attributes")
		return nil
	}
	if err != nil {
		return err
	}
	s.old.attrs, err = readAttrs(s.old.file)
	if err != nil {
		s.plan.lose(LossXattr, "", "%v", err)
	}
	return nil
}

func (p *SavePlan) lose(kind LossKind, name, format string, args ...any) {
	p.Losses = append(p.Losses, Loss{kind, name, fmt.Sprintf(format, args...)})
}

// predictLosses finds what an unprivileged caller cannot set.
func (s *save) predictLosses() {
	user := os.Geteuid()
	if user <= 0 { // root, or a system without user numbers
		return
	}
	p, info := &s.plan, s.old.info
	if info.UID != uint32(user) && !mayChown() {
		p.lose(LossOwner, fmt.Sprint(info.UID), "only root can give a file to user %d", info.UID)
	}
	if !inGroup(info.GID) && !mayChown() {
		p.lose(LossGroup, fmt.Sprint(info.GID), "the caller is not in group %d", info.GID)
	}
	for _, a := range s.old.attrs {
		if lossOfAttr(a.name) == LossCapability {
			p.lose(LossCapability, a.name, "only root can give capabilities to a file")
		}
	}
}

func inGroup(gid uint32) bool {
	if uint32(os.Getegid()) == gid {
		return true
	}
	groups, err := os.Getgroups()
	return err == nil && slices.Contains(groups, int(gid))
}

// considerInPlace finds the reasons for which the file cannot, or should not,
// be replaced by another.
func (s *save) considerInPlace() error {
	p, info := &s.plan, s.old.info
	inPlace := false
	must := func(code ReasonCode, detail string) {
		inPlace = true
		p.because(code, "", detail)
	}
	if info.MountRoot {
		must(ReasonMountPoint, "the file itself is a mount point and cannot be replaced")
	}
	switch err := s.target.dir.Writable(""); {
	case err == nil:
	case classify(err) == Permission:
		must(ReasonFolder, "the folder may not be written, only the file")
	default:
		return err
	}
	dir, err := s.target.dir.Stat("")
	switch {
	case err != nil:
		return err
	case dir.AppendOnly || dir.Immutable:
		must(ReasonFolderFlags, "in this folder no file may be removed or renamed (chattr +a or +i)")
	case s.foreignInSticky(dir):
		must(ReasonSticky, "in this folder only the owner of a file may replace it")
	}
	if inPlace {
		p.inPlace(0, "")
		return nil
	}
	if info.Nlink > 1 {
		p.because(ReasonNames, fmt.Sprint(info.Nlink), fmt.Sprintf("the file has %d names; replacing it would leave the others with the old content", info.Nlink))
		p.lose(LossHardLink, "", "%d other names keep the old content", info.Nlink-1)
		p.inPlace(needs(p.Losses), StrategyReplace)
		return nil
	}
	if len(p.Losses) == 0 {
		p.because(ReasonReplace, "", "a complete new file takes the place of the old one in one step")
	} else {
		p.because(ReasonReplaceLossy, "", "a complete new file takes the place of the old one, without what cannot be kept")
	}
	return nil
}

// inPlace makes overwriting the strategy; or is the consent for another one.
// Nothing of the metadata is lost then, but a crash may tear the file.
func (p *SavePlan) inPlace(or Consent, instead Strategy) {
	p.Strategy, p.instead, p.Or = StrategyInPlace, instead, or
	if or == 0 {
		p.Losses = nil
	}
	p.Needs = Agree(LossAtomicity)
	p.Losses = []Loss{{LossAtomicity, "", "the file is overwritten: a crash in that moment may leave part of it, to be restored from the recovery file"}}
}

// foreignInSticky reports that the sticky bit of the folder forbids the caller
// to replace the file (unlink(2)).
func (s *save) foreignInSticky(dir vfs.Info) bool {
	user := os.Geteuid()
	return user > 0 && dir.Mode&0o1000 != 0 && dir.UID != uint32(user) && s.old.info.UID != uint32(user)
}

// remarkVolume says what a file system cannot promise to the strategy that was chosen.
func (s *save) remarkVolume() {
	v, fast := s.volume, s.opts.Durability == Fast && !s.inPlace()
	switch {
	case v.Type == "tmpfs" || v.Type == "ramfs":
		s.caveat(CaveatVolume, v.Type+" is in memory: nothing on it survives a power cut")
	case v.Remote:
		s.caveat(CaveatVolume, v.Type+" is a network file system: the server decides when data is on its disk")
	case fast && s.unordered():
		detail := s.volumeName() + " does not protect a replacement here: at Fast a power cut may leave the file damaged, empty or unreadable"
		s.plan.because(ReasonUnprotected, v.Type, detail)
		s.caveat(CaveatUnprotected, detail)
	case v.Bare:
		s.plan.because(ReasonWithoutJournal, "", bareRemark)
		s.caveat(CaveatVolume, bareRemark)
	case s.fragile() && !s.inPlace() && !s.needsGuard():
		s.caveat(CaveatVolume, s.volumeName()+" has no journal that protects a replacement: the file is flushed again under its final name")
	}
	if fast || s.inPlace() {
		return
	}
	if s.fragile() {
		s.plan.because(ReasonFragile, v.Type, s.volumeName()+" is not known to protect a replacement: the old file is held open, the new one flushed again under its name, then the folder")
	}
	if s.needsGuard() {
		s.plan.because(ReasonGuarded, v.Type, s.volumeName()+" may lose a file in a power cut: the new content is also kept in the journal's folder until the save has ended")
	}
}

// bareRemark is about ext4 without a journal: 265 of 19,120 power cuts at Full left the
// file unreadable until e2fsck had run, because the disk had written its folder in part:
// the kernel refuses a block with the wrong checksum (EBADMSG). Two were damaged after it,
// both of 4,000 with AnyVersion (measured, crashrig).
const bareRemark = "ext4 without a journal: after a power cut the file may be unreadable until the volume has been checked (e2fsck)"

// volumeName is the file system's name for people.
func (s *save) volumeName() string {
	switch {
	case s.volume.Type == "":
		return "an unknown file system"
	case s.volume.Bare:
		return s.volume.Type + " without a journal"
	}
	return s.volume.Type
}

// agreed makes sure that the caller consented, and switches to the other
// strategy if the consent is for that one.
func (s *save) agreed() error {
	p := &s.plan
	switch {
	case p.Needs&^s.opts.Consent == 0:
		return nil
	case p.Or != 0 && p.Or&^s.opts.Consent == 0:
		p.Strategy, p.instead = p.instead, p.Strategy
		p.Needs, p.Or = p.Or, p.Needs
		s.report.Strategy = p.Strategy
		return nil
	}
	return &Error{Step: StepProbe, Path: p.Target, Class: NeedsConsent, Err: fmt.Errorf("saving would lose: %v", p.Needs&^s.opts.Consent)}
}

// lose notes a loss that showed only when it happened. Without consent it ends
// the save, and so does a disk that fails, whatever was agreed to.
func (s *save) lose(l Loss, cause error) error {
	switch classify(cause) {
	case IO, Network, ReadOnly:
		return cause
	}
	if !s.opts.Consent.Covers(l.Kind) {
		return &Error{Step: StepMetadata, Path: s.report.Target, Class: NeedsConsent, Err: fmt.Errorf("saving would lose the %v: %s", l.Kind, l.Detail)}
	}
	s.loss(l)
	return nil
}

// loss adds a loss to the report.
func (s *save) loss(l Loss) {
	s.report.Caveats = append(s.report.Caveats, Caveat{Kind: CaveatLoss, Loss: l.Kind, Detail: l.Detail})
}

// kept lists what the new file will have of the old one.
func (s *save) kept() []string {
	kept := []string{}
	if !s.old.found || s.plan.Strategy == StrategyRefuse {
		return kept
	}
	lost := func(kind LossKind, name string) bool {
		return slices.ContainsFunc(s.plan.Losses, func(l Loss) bool { return l.Kind == kind && (l.Name == "" || l.Name == name) })
	}
	if _, native := s.target.dir.(vfs.Replacer); native {
		for _, a := range s.old.native {
			if kind := lossOfAttr(a.name); !lost(kind, a.name) {
				kept = append(kept, kind.String()+" "+a.name)
			}
		}
		return kept
	}
	if owner := fmt.Sprint(s.old.info.UID); !lost(LossOwner, owner) {
		kept = append(kept, "owner "+owner)
	}
	if group := fmt.Sprint(s.old.info.GID); !lost(LossGroup, group) {
		kept = append(kept, "group "+group)
	}
	kept = append(kept, fmt.Sprintf("mode %04o", s.old.info.Mode))
	for _, a := range s.old.attrs {
		if kind := lossOfAttr(a.name); !lost(kind, a.name) {
			kept = append(kept, kind.String()+" "+a.name)
		}
	}
	return kept
}
