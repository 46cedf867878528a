# Called by .github/workflows/test.yml on Windows: saves with the command line, then opens a window,
# types, saves, and opens and closes the dialog of the system.
$ErrorActionPreference = 'Stop'
Set-Content -NoNewline -Path one.ini -Value "[a]`r`nb=1`r`n"
Set-Content -NoNewline -Path two.ini -Value "[a]`r`nb=2`r`n"
cmd /c "holdfast.exe write one.ini < two.ini"
if ((Get-FileHash one.ini).Hash -ne (Get-FileHash two.ini).Hash) { throw 'the verb write' }

Add-Type -AssemblyName System.Windows.Forms
$program = Start-Process .\holdfast.exe -ArgumentList one.ini -PassThru
$shell = New-Object -ComObject WScript.Shell
function Wait-For($what, $condition) {
  foreach ($i in 1..150) { if (& $condition) { return }; Start-Sleep -Milliseconds 200 }
  throw "never: $what"
}
Wait-For 'the window' { $shell.AppActivate($program.Id) }
Start-Sleep 2
[System.Windows.Forms.SendKeys]::SendWait('{END}x^s')
Wait-For 'the save' { (Get-Content -Raw one.ini) -eq "[a]x`r`nb=2`r`n" }
[System.Windows.Forms.SendKeys]::SendWait('^o')
Wait-For 'the dialog' { $shell.AppActivate('Open') }
[System.Windows.Forms.SendKeys]::SendWait('{ESC}')
Start-Sleep 1
[void]$shell.AppActivate($program.Id)
[System.Windows.Forms.SendKeys]::SendWait('^q')
Wait-For 'the end' { $program.HasExited }
