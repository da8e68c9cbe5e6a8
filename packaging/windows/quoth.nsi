; Installer for Windows: makensis -DSOURCE=FOLDER -DVERSION=0.1.0 packaging/windows/quoth.nsi
; FOLDER holds what the zip of make dist holds. It installs for the user alone, without an administrator.
Unicode true
Name "Quoth"
OutFile "quoth-${VERSION}-setup.exe"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Quoth"
Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Section "Quoth"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*.*"
  CreateShortcut "$SMPROGRAMS\Quoth.lnk" "$INSTDIR\quoth.exe" "" "$INSTDIR\quoth.ico"
  WriteRegStr HKCU "Software\Classes\.quoth" "" "Quoth.Corpus"
  WriteRegStr HKCU "Software\Classes\Quoth.Corpus" "" "Quoth corpus"
  WriteRegStr HKCU "Software\Classes\Quoth.Corpus\DefaultIcon" "" "$INSTDIR\quoth.ico"
  WriteRegStr HKCU "Software\Classes\Quoth.Corpus\shell\open\command" "" '"$INSTDIR\quoth.exe" "%1"'
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Quoth" "DisplayName" "Quoth ${VERSION}"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Quoth" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteUninstaller "$INSTDIR\uninstall.exe"
SectionEnd

; Corpora, settings and backups of the user stay.
Section "Uninstall"
  Delete "$SMPROGRAMS\Quoth.lnk"
  Delete "$INSTDIR\quoth.exe"
  Delete "$INSTDIR\quoth-terminal.exe"
  Delete "$INSTDIR\quoth.ico"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\LICENCES.md"
  Delete "$INSTDIR\README.md"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "Software\Classes\.quoth"
  DeleteRegKey HKCU "Software\Classes\Quoth.Corpus"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Quoth"
SectionEnd
