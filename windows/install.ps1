# Cài chương trình vào thư mục "app" cạnh tệp này: không cần mạng, không cần quyền quản trị.
$ErrorActionPreference = "Stop"
[Console]::OutputEncoding = [System.Text.Encoding]::UTF8
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$app = Join-Path $here "app"

function Find-Python {
    # Bản riêng trong thư mục này, rồi bản của người dùng, rồi bản trên máy.
    # PowerShell 5 coi dòng báo lỗi đầu tiên của py.exe (máy có Python khác) là lỗi phải dừng.
    $ErrorActionPreference = "Continue"
    $places = @(
        (Join-Path $here "python\python.exe"),
        (Join-Path $env:LOCALAPPDATA "Programs\Python\Python312\python.exe"),
        (Join-Path $env:ProgramFiles "Python312\python.exe")
    )
    $found = Get-Command py.exe -ErrorAction SilentlyContinue
    if ($found) {
        $said = & py.exe -3.12 -c "import sys; print(sys.executable)" 2>$null
        if ($LASTEXITCODE -eq 0) { $places += $said }
    }
    foreach ($place in $places) {
        if (-not (Test-Path -LiteralPath $place)) { continue }
        & $place -c "import sys; sys.exit(sys.version_info[:2] != (3, 12) or sys.maxsize < 2**32)"
        if ($LASTEXITCODE -eq 0) { return $place }
    }
    return $null
}

try {
    $python = Find-Python
    $setup = Get-ChildItem -LiteralPath $here -Filter "python-3.12*.exe" | Select-Object -First 1
    if (-not $python -and $setup) {
        Write-Host "Đang cài Python vào thư mục này …"
        $target = Join-Path $here "python"
        $words = "/quiet InstallAllUsers=0 PrependPath=0 Include_launcher=0 Shortcuts=0 TargetDir=`"$target`""
        $done = Start-Process -FilePath $setup.FullName -ArgumentList $words -Wait -PassThru
        if ($done.ExitCode -notin 0, 3010) {
            throw "Bộ cài $($setup.Name) dừng với mã $($done.ExitCode). Chạy tay bộ cài đó, chọn `"chỉ cho tôi`", rồi chạy lại start.bat."
        }
        $python = Find-Python
    }
    if (-not $python) {
        throw "Không thấy Python 3.12 bản 64 bit. Chép bộ cài (python-3.12….exe) vào thư mục này rồi chạy lại start.bat."
    }
    Write-Host "Đang cài chương trình, mất vài phút …"
    & $python -m venv --clear $app
    if ($LASTEXITCODE -ne 0) { throw "Không tạo được thư mục $app." }
    $pip = Join-Path $app "Scripts\python.exe"
    $wheels = Join-Path $here "wheels"
    & $pip -m pip install --quiet --disable-pip-version-check --no-index --find-links $wheels "planner-dvhc[serve]"
    if ($LASTEXITCODE -ne 0) { throw "Không cài được chương trình từ thư mục $wheels." }
    Write-Host "Xong."
}
catch {
    Write-Host $_.Exception.Message -ForegroundColor Red
    if (Test-Path -LiteralPath $app) { Remove-Item -LiteralPath $app -Recurse -Force }
    exit 1
}
