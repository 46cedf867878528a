package vfs

import (
	"errors"
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
	return &windows.SecurityAttributes{
		Length:             uint32(unsafe.Sizeof(windows.SecurityAttributes{})),
		SecurityDescriptor: sd,
	}, nil
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

// security returns parts of the security descriptor as self-relative bytes. A
// file system without any has none.
func security(handle windows.Handle, parts windows.SECURITY_INFORMATION) ([]byte, error) {
	sd, err := windows.GetSecurityInfo(handle, windows.SE_FILE_OBJECT, parts)
	if err != nil {
		return nil, lacking(err)
	}
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(sd)), sd.Length())...), nil
}

// descriptor reads what security returned.
func descriptor(value []byte) (*windows.SECURITY_DESCRIPTOR, error) {
	if uintptr(len(value)) < unsafe.Sizeof(windows.SECURITY_DESCRIPTOR{})/2 {
		return nil, windows.ERROR_INVALID_SECURITY_DESCR
	}
	sd := (*windows.SECURITY_DESCRIPTOR)(unsafe.Pointer(unsafe.SliceData(value)))
	if !sd.IsValid() || int(sd.Length()) > len(value) {
		return nil, windows.ERROR_INVALID_SECURITY_DESCR
	}
	return sd, nil
}

// setAccess sets the access list. Inherited entries stay inherited: with a list
// that is open to inheritance the system works them out again from the folder.
func setAccess(handle windows.Handle, value []byte) error {
	sd, err := descriptor(value)
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

// setOwner needs SeRestorePrivilege for anybody but the caller.
func setOwner(path string, value []byte) error {
	sd, err := descriptor(value)
	if err != nil {
		return err
	}
	owner, _, err := sd.Owner()
	if err != nil {
		return err
	}
	group, _, err := sd.Group()
	if err != nil {
		return err
	}
	return lacking(windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT,
		windows.OWNER_SECURITY_INFORMATION|windows.GROUP_SECURITY_INFORMATION, owner, group, nil, nil))
}
