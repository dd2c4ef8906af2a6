@echo off
rem Opens a console in which `planner` is found; installs it first where it is not there yet.
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
cd /d "%~dp0"
if not exist "app\Scripts\planner.exe" (
    powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0install.ps1"
    if errorlevel 1 (
        pause
        exit /b 1
    )
)
set "PATH=%~dp0app\Scripts;%PATH%"
cmd /k planner --lang vi --help
