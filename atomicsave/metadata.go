package atomicsave

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"holdfast/atomicsave/internal/vfs"
)

// attr is one attribute of a file: see vfs.File.
type attr struct {
	name  string
	value []byte
}

// Attributes that the kernel derives from the content, from the folder, or from
// another attribute: root sees the ACL of a file on XFS twice. A copy would be
// wrong, and the last one would bring a lost ACL back.
var derivedAttrs = map[string]bool{
	"security.ima":             true,
	"security.evm":             true,
	"system.posix_acl_default": true,
	"trusted.SGI_ACL_FILE":     true,
	"trusted.SGI_ACL_DEFAULT":  true,
}

const aclAttr = "system.posix_acl_access"

// lossOfAttr says which kind of loss a missing attribute is.
func lossOfAttr(name string) LossKind {
	switch {
	case name == aclAttr || name == vfs.AttrACL || name == "system.nfs4_acl" || name == "system.richacl":
		return LossACL
	case name == vfs.AttrFlags:
		return LossFlags
	case name == vfs.AttrBirth:
		return LossCreationTime
	case name == vfs.AttrOwner:
		return LossOwner
	case strings.HasPrefix(name, vfs.AttrStreamPrefix):
		return LossAlternateStream
	case name == "security.capability":
		return LossCapability
	case strings.HasPrefix(name, "security."):
		return LossLabel
	}
	return LossXattr
}

// readAttrs reads all attributes of the old file that a new one should have.
func readAttrs(file vfs.File) ([]attr, error) {
	names, err := file.Attrs()
	var attrs []attr
	for _, name := range names {
		if derivedAttrs[name] {
			continue
		}
		value, err := file.Attr(name)
		if err != nil {
			return attrs, fmt.Errorf("attribute %s: %w", name, err)
		}
		attrs = append(attrs, attr{name, value})
	}
	return attrs, err
}

// setFlags gives the empty temporary file the old file's flags: some, such as
// "no copy-on-write", can be set on an empty file only.
func (s *save) setFlags() error {
	for _, a := range s.old.attrs {
		if a.name == vfs.AttrFlags {
			if err := s.file.SetAttr(a.name, a.value); err != nil {
				return s.lose(Loss{Kind: LossFlags, Detail: "the file flags could not be set: " + err.Error()}, err)
			}
		}
	}
	return nil
}

// carryOver gives the temporary file the metadata of the old one, or the
// permission that was asked for to a new one. It comes after the content,
// because writing to a file drops its setuid bits and capabilities.
func (s *save) carryOver() error {
	_, native := s.target.dir.(vfs.Replacer)
	var do func() error
	switch {
	case s.inPlace():
		return nil
	case !s.old.found && s.opts.Perm != 0:
		do = func() error { return s.file.Chmod(unixMode(s.opts.Perm)) }
	case s.old.found && !native:
		do = s.copyMetadata
	default:
		return nil
	}
	return s.step(StepMetadata, s.temp.path, func() (int64, error) { return 0, do() })
}

// copyMetadata applies owner and group, then attributes, then the mode. At no
// moment is more allowed than the old file allowed: the temporary file begins
// with 0600, the ACL sets its bits as a whole, and the mode comes last.
func (s *save) copyMetadata() error {
	mode := s.old.info.Mode
	owner, group, err := s.copyOwner()
	if err != nil {
		return err
	}
	if !owner {
		mode &^= 0o4000
	}
	if !group {
		// The bits were meant for another group. What everybody may do is
		// all that this one gets.
		mode = mode&^0o2070 | mode&0o070&(mode&0o007<<3)
	}
	acl, err := s.copyAttrs(group)
	if err != nil {
		return err
	}
	if !acl {
		// With an ACL the group bits are its mask, which may allow more than
		// the group's own entry does.
		mode = mode&^0o070 | mode&0o070&(mode&0o007<<3)
	}
	return s.copyMode(mode)
}

// copyOwner sets owner and group, each on its own if not both are allowed.
func (s *save) copyOwner() (owner, group bool, err error) {
	now, err := glance(s.file)
	if err != nil {
		return false, false, err
	}
	want := s.old.info
	owner, group = now.UID == want.UID, now.GID == want.GID
	if owner && group {
		return true, true, nil
	}
	if s.file.Chown(int(want.UID), int(want.GID)) == nil {
		return true, true, nil
	}
	var ownerErr, groupErr error
	if !group {
		groupErr = s.file.Chown(-1, int(want.GID))
	}
	if !owner {
		ownerErr = s.file.Chown(int(want.UID), -1)
	}
	if ownerErr != nil {
		err = s.lose(Loss{LossOwner, fmt.Sprint(want.UID), fmt.Sprintf("owner %d could not be set: %v", want.UID, ownerErr)}, ownerErr)
	}
	if groupErr != nil && err == nil {
		err = s.lose(Loss{LossGroup, fmt.Sprint(want.GID), fmt.Sprintf("group %d could not be set: %v", want.GID, groupErr)}, groupErr)
	}
	return ownerErr == nil, groupErr == nil, err
}

// copyAttrs sets the attributes and takes away an ACL that the folder's default
// ACL gave to the temporary file. acl is false if the old file's ACL was lost.
func (s *save) copyAttrs(group bool) (acl bool, err error) {
	if err := s.dropForeignACL(); err != nil {
		return false, err
	}
	acl = true
	for _, a := range s.old.attrs {
		if a.name == vfs.AttrFlags {
			continue
		}
		kind := lossOfAttr(a.name)
		var failed error
		if kind == LossACL && !group {
			failed = fmt.Errorf("it was made for another group")
		} else {
			failed = s.setAttr(a)
		}
		if failed == nil {
			continue
		}
		if err := s.lose(Loss{kind, a.name, fmt.Sprintf("attribute %s could not be set: %v", a.name, failed)}, failed); err != nil {
			return false, err
		}
		acl = acl && kind != LossACL
	}
	return acl, nil
}

// setAttr sets an attribute. A refusal does not matter if the file has that
// value already, as a security label often does.
func (s *save) setAttr(a attr) error {
	err := s.file.SetAttr(a.name, a.value)
	if err != nil {
		if now, readErr := s.file.Attr(a.name); readErr == nil && bytes.Equal(now, a.value) {
			return nil
		}
	}
	return err
}

func (s *save) dropForeignACL() error {
	for _, a := range s.old.attrs {
		if lossOfAttr(a.name) == LossACL {
			return nil // it will be overwritten
		}
	}
	names, err := s.file.Attrs()
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == aclAttr || name == vfs.AttrACL {
			if err := s.file.RemoveAttr(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// glance looks at a file whose times do not matter.
func glance(file vfs.File) (vfs.Info, error) {
	if g, ok := file.(vfs.Glancer); ok {
		return g.Glance()
	}
	return file.Stat()
}

// copyMode sets the mode and makes sure that it took: the kernel silently drops
// setgid for a caller outside the group.
func (s *save) copyMode(mode uint32) error {
	failed := s.file.Chmod(mode)
	now, err := glance(s.file)
	if err != nil {
		return err
	}
	if now.Mode == mode {
		return nil
	}
	if failed == nil {
		failed = fmt.Errorf("mode is %04o", now.Mode)
	}
	if now.Mode&^mode != 0 {
		return fmt.Errorf("the temporary file allows more than it should and that could not be changed: %w", failed)
	}
	return s.lose(Loss{LossMode, fmt.Sprintf("%04o", mode), fmt.Sprintf("mode %04o could not be set: %v", mode, failed)}, failed)
}

// compareMetadata looks at the file that is in place now and reports what differs
// from the old one and is not in the report yet: a file system may accept a call
// and do nothing (FAT, many network mounts).
func (s *save) compareMetadata(now vfs.Info) {
	if _, native := s.target.dir.(vfs.Replacer); native || !s.old.found {
		return
	}
	was := s.old.info
	differs := func(kind LossKind, name string, same bool) {
		reported := slices.ContainsFunc(s.report.Caveats, func(c Caveat) bool {
			return c.Kind == CaveatLoss && (c.Loss == kind || kind == LossMode)
		})
		if !same && !reported {
			s.loss(Loss{kind, name, fmt.Sprintf("after the replacement the %v is not what it was", kind)})
		}
	}
	differs(LossOwner, fmt.Sprint(was.UID), now.UID == was.UID)
	differs(LossGroup, fmt.Sprint(was.GID), now.GID == was.GID)
	differs(LossMode, fmt.Sprintf("%04o", was.Mode), now.Mode == was.Mode)
	if len(s.old.attrs) == 0 {
		return
	}
	has := hasAttrs(s.target)
	for _, a := range s.old.attrs {
		differs(lossOfAttr(a.name), a.name, has(a))
	}
}

// unixMode turns a permission into the bits of chmod(2).
func unixMode(perm fs.FileMode) uint32 {
	mode := uint32(perm.Perm())
	for bit, unix := range map[fs.FileMode]uint32{fs.ModeSetuid: 0o4000, fs.ModeSetgid: 0o2000, fs.ModeSticky: 0o1000} {
		if perm&bit != 0 {
			mode |= unix
		}
	}
	return mode
}
