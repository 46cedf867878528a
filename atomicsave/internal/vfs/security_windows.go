package vfs

import (
	"errors"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// ownerOnly is an access list for the user of this process, the system and the
// administrators, that inherits nothing: what mode 0600 says on Unix.
func ownerOnly() (*windows.SecurityAttributes, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, err
	}
	sd, err := windows.SecurityDescriptorFromString(
		"D:P(A;;FA;;;" + user.User.Sid.String() + ")(A;;FA;;;SY)(A;;FA;;;BA)")
	if err != nil {
		return nil, err
	}
	return securityAttributes(sd), nil
}

func securityAttributes(sd *windows.SECURITY_DESCRIPTOR) *windows.SecurityAttributes {
	return &windows.SecurityAttributes{
		Length:             uint32(unsafe.Sizeof(windows.SecurityAttributes{})),
		SecurityDescriptor: sd,
	}
}

// inheritAccess gives the file the access list that a new file in its folder
// gets: an empty list that is open to inheritance, as "icacls /reset" does.
func inheritAccess(path string) error {
	sd, err := windows.SecurityDescriptorFromString("D:")
	if err != nil {
		return err
	}
	empty, _, err := sd.DACL()
	if err != nil {
		return err
	}
	err = windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.UNPROTECTED_DACL_SECURITY_INFORMATION, nil, nil, empty, nil)
	if isUnsupported(err) {
		return nil // FAT: everybody may do everything anyway
	}
	return err
}

// accessList returns the access list in the text form of Windows (SDDL), which
// can be compared: the marks of automatic inheritance, which come and go with
// the program that sets the list, are left out.
func accessList(handle windows.Handle) ([]byte, error) {
	sd, err := windows.GetSecurityInfo(handle, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return nil, lacking(err)
	}
	return []byte(plainList(sd.String())), nil
}

// plainList drops AI and AR from the flags of a list, "D:PAI(A;…)".
func plainList(sddl string) string {
	flags, entries, found := strings.Cut(sddl, "(")
	kept := strings.NewReplacer("AI", "", "AR", "").Replace(flags)
	if !found {
		return kept
	}
	return kept + "(" + entries
}

// setAccess sets an access list. Inherited entries stay inherited: with a list
// that is open to inheritance the system works them out again from the folder.
func setAccess(handle windows.Handle, value []byte) error {
	sd, err := windows.SecurityDescriptorFromString(string(value))
	if err != nil {
		return err
	}
	dacl, _, err := sd.DACL()
	if errors.Is(err, windows.ERROR_OBJECT_NOT_FOUND) {
		return nil
	}
	if err != nil {
		return err
	}
	control, _, err := sd.Control()
	if err != nil {
		return err
	}
	var parts windows.SECURITY_INFORMATION = windows.DACL_SECURITY_INFORMATION
	if control&windows.SE_DACL_PROTECTED != 0 {
		parts |= windows.PROTECTED_DACL_SECURITY_INFORMATION
	} else {
		parts |= windows.UNPROTECTED_DACL_SECURITY_INFORMATION
	}
	return lacking(windows.SetSecurityInfo(handle, windows.SE_FILE_OBJECT, parts, nil, nil, dacl, nil))
}

// owner returns the SID of the owner as text.
func owner(handle windows.Handle) ([]byte, error) {
	sd, err := windows.GetSecurityInfo(handle, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return nil, lacking(err)
	}
	sid, _, err := sd.Owner()
	if err != nil || sid == nil {
		return nil, err
	}
	return []byte(sid.String()), nil
}

// ownerAt returns the owner of the file at path, "" if it cannot be told.
func ownerAt(path string) string {
	handle, err := create(path, windows.READ_CONTROL, shareAll, windows.FILE_FLAG_OPEN_REPARSE_POINT)
	if err != nil {
		return ""
	}
	defer windows.CloseHandle(handle)
	sid, err := owner(handle)
	if err != nil {
		return ""
	}
	return string(sid)
}

// setOwner gives the file to an owner: to oneself and to groups such as the
// administrators freely, to anybody else with the restore privilege, which
// administrators have but must switch on.
func setOwner(path, owner string) error {
	sid, err := windows.StringToSid(owner)
	if err != nil {
		return err
	}
	set := func() error {
		return windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT,
			windows.OWNER_SECURITY_INFORMATION, sid, nil, nil, nil)
	}
	if set() == nil {
		return nil
	}
	if err := switchOnRestore(); err != nil {
		return err
	}
	return lacking(set())
}

// restorePrivilege is the name of the right to set any owner.
const restorePrivilege = "SeRestorePrivilege"

// switchOnRestore enables the restore privilege for this process. Windows does
// not call it an error if the process has none.
func switchOnRestore() error {
	var token windows.Token
	err := windows.OpenProcessToken(windows.CurrentProcess(),
		windows.TOKEN_ADJUST_PRIVILEGES|windows.TOKEN_QUERY, &token)
	if err != nil {
		return err
	}
	defer token.Close()
	luid, err := restoreLUID()
	if err != nil {
		return err
	}
	wanted := windows.Tokenprivileges{PrivilegeCount: 1}
	wanted.Privileges[0] = windows.LUIDAndAttributes{Luid: luid, Attributes: windows.SE_PRIVILEGE_ENABLED}
	return windows.AdjustTokenPrivileges(token, false, &wanted, 0, nil, nil)
}

func restoreLUID() (luid windows.LUID, err error) {
	name, err := windows.UTF16PtrFromString(restorePrivilege)
	if err == nil {
		err = windows.LookupPrivilegeValue(nil, name, &luid)
	}
	return luid, err
}

// mayOwn reports whether this process can give a file to the owner.
func mayOwn(owner string) bool {
	token := windows.GetCurrentProcessToken()
	if user, err := token.GetTokenUser(); err == nil && user.User.Sid.String() == owner {
		return true
	}
	const groupOwner = 0x00000008 // SE_GROUP_OWNER: may be made the owner of something
	if groups, err := token.GetTokenGroups(); err == nil {
		for _, g := range groups.AllGroups() {
			if g.Attributes&groupOwner != 0 && g.Sid.String() == owner {
				return true
			}
		}
	}
	return hasRestore(token)
}

// hasRestore reports whether the process has the restore privilege, switched on
// or not.
func hasRestore(token windows.Token) bool {
	luid, err := restoreLUID()
	if err != nil {
		return false
	}
	var size uint32
	windows.GetTokenInformation(token, windows.TokenPrivileges, nil, 0, &size)
	if size < uint32(unsafe.Sizeof(windows.Tokenprivileges{})) {
		return false
	}
	buf := make([]uint64, size/8+1)
	err = windows.GetTokenInformation(token, windows.TokenPrivileges, (*byte)(unsafe.Pointer(&buf[0])), size, &size)
	if err != nil {
		return false
	}
	held := (*windows.Tokenprivileges)(unsafe.Pointer(&buf[0]))
	for _, p := range held.AllPrivileges() {
		if p.Luid == luid {
			return true
		}
	}
	return false
}
