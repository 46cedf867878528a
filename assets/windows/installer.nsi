; The installer of Holdfast for Windows. Called by .ci/package/windows, which
; defines VERSION, NUMBER, ROOT (a folder with the files) and OUT.
;
; It goes to the folder of programs, which only the administrator can change:
; saving as administrator rests on that. It adds Holdfast to "Open with" and to the
; list of default programs, and makes it the default of nothing.
Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 64
!include MUI2.nsh
!include x64.nsh

Name Holdfast
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Holdfast"
InstallDirRegKey HKLM Software\Holdfast Folder
RequestExecutionLevel admin
VIProductVersion ${NUMBER}
VIAddVersionKey ProductName Holdfast
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Holdfast ${VERSION}"
VIAddVersionKey LegalCopyright "BSD 3-Clause licence"

!define MUI_ICON assets/windows/holdfast.ico
!define MUI_UNICON assets/windows/holdfast.ico
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION Start
!insertmacro MUI_PAGE_LICENSE "${ROOT}/LICENSE.txt"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

!define UNINSTALL Software\Microsoft\Windows\CurrentVersion\Uninstall\Holdfast
!define APPLICATION Software\Classes\Applications\holdfast.exe
!define CAPABILITIES Software\Holdfast\Capabilities

; The kinds of files that "Open with" offers Holdfast for. OpenWithProgids is a
; list to which everybody may add; the default of a kind stands elsewhere and is
; not touched.
!macro EachKind Do
  !insertmacro ${Do} .txt
  !insertmacro ${Do} .conf
  !insertmacro ${Do} .cfg
  !insertmacro ${Do} .ini
  !insertmacro ${Do} .env
  !insertmacro ${Do} .json
  !insertmacro ${Do} .yaml
  !insertmacro ${Do} .yml
  !insertmacro ${Do} .toml
  !insertmacro ${Do} .xml
  !insertmacro ${Do} .properties
  !insertmacro ${Do} .log
!macroend
!macro Offer Kind
  WriteRegNone HKLM "Software\Classes\${Kind}\OpenWithProgids" Holdfast.Text
  WriteRegStr HKLM "${APPLICATION}\SupportedTypes" ${Kind} ""
  WriteRegStr HKLM "${CAPABILITIES}\FileAssociations" ${Kind} Holdfast.Text
!macroend
!macro Withdraw Kind
  DeleteRegValue HKLM "Software\Classes\${Kind}\OpenWithProgids" Holdfast.Text
  DeleteRegKey /ifempty HKLM "Software\Classes\${Kind}\OpenWithProgids"
  DeleteRegKey /ifempty HKLM "Software\Classes\${Kind}"
!macroend

; The window must not run with the rights of the installer.
Function Start
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\holdfast.exe"'
FunctionEnd

!macro Prepare
  SetRegView 64
  SetShellVarContext all
!macroend
Function .onInit
  !insertmacro Prepare
FunctionEnd
Function un.onInit
  !insertmacro Prepare
FunctionEnd

; A program that runs cannot be replaced, but it can be renamed: an update does not
; ask to close the window, or git that waits for it.
!macro MakeWay Program
  Delete "$INSTDIR\${Program}.old"
  Rename "$INSTDIR\${Program}" "$INSTDIR\${Program}.old"
  Delete /REBOOTOK "$INSTDIR\${Program}.old"
!macroend

Section
  SetOutPath "$INSTDIR"
  !insertmacro MakeWay holdfast.exe
  !insertmacro MakeWay holdfast.com
  File "${ROOT}/holdfast.exe" "${ROOT}/holdfast.com" "${ROOT}/LICENSE.txt" "${ROOT}/README.md" \
    "${ROOT}/CHANGELOG.md" "${ROOT}/THIRD-PARTY-NOTICES.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\Holdfast.lnk" "$INSTDIR\holdfast.exe"

  WriteRegStr HKLM "Software\Microsoft\Windows\CurrentVersion\App Paths\holdfast.exe" "" "$INSTDIR\holdfast.exe"
  WriteRegStr HKLM "${APPLICATION}" FriendlyAppName Holdfast
  WriteRegStr HKLM "${APPLICATION}\shell\open\command" "" '"$INSTDIR\holdfast.exe" -- "%1"'
  WriteRegStr HKLM Software\Classes\Holdfast.Text "" "Text"
  WriteRegStr HKLM Software\Classes\Holdfast.Text\DefaultIcon "" "$INSTDIR\holdfast.exe,0"
  WriteRegStr HKLM Software\Classes\Holdfast.Text\shell\open\command "" '"$INSTDIR\holdfast.exe" -- "%1"'
  ; The entry under "Open with" for files of every kind.
  WriteRegStr HKLM "Software\Classes\*\OpenWithList\holdfast.exe" "" ""
  !insertmacro EachKind Offer
  WriteRegStr HKLM "${CAPABILITIES}" ApplicationName Holdfast
  WriteRegStr HKLM "${CAPABILITIES}" ApplicationDescription "A text editor for config files that must not break"
  WriteRegStr HKLM Software\RegisteredApplications Holdfast "${CAPABILITIES}"
  WriteRegStr HKLM Software\Holdfast Folder "$INSTDIR"

  WriteRegStr HKLM "${UNINSTALL}" DisplayName Holdfast
  WriteRegStr HKLM "${UNINSTALL}" DisplayVersion "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" DisplayIcon "$INSTDIR\holdfast.exe"
  WriteRegStr HKLM "${UNINSTALL}" Publisher "The Holdfast authors"
  WriteRegStr HKLM "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" NoModify 1
  WriteRegDWORD HKLM "${UNINSTALL}" NoRepair 1
  ; The desktop reads the list again.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

; Drafts, kept versions and settings are the user's and stay.
Section Uninstall
  Delete /REBOOTOK "$INSTDIR\holdfast.exe"
  Delete /REBOOTOK "$INSTDIR\holdfast.exe.old"
  Delete /REBOOTOK "$INSTDIR\holdfast.com"
  Delete /REBOOTOK "$INSTDIR\holdfast.com.old"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\README.md"
  Delete "$INSTDIR\CHANGELOG.md"
  Delete "$INSTDIR\THIRD-PARTY-NOTICES.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Holdfast.lnk"
  !insertmacro EachKind Withdraw
  DeleteRegKey HKLM "Software\Classes\*\OpenWithList\holdfast.exe"
  DeleteRegKey HKLM Software\Classes\Holdfast.Text
  DeleteRegKey HKLM "${APPLICATION}"
  DeleteRegKey HKLM "Software\Microsoft\Windows\CurrentVersion\App Paths\holdfast.exe"
  DeleteRegValue HKLM Software\RegisteredApplications Holdfast
  DeleteRegKey HKLM Software\Holdfast
  DeleteRegKey HKLM "${UNINSTALL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
