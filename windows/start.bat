@echo off
rem Opens a console in which `planner` is found; installs it first where it does not start: it is
rem not there yet, or the folder was moved, since what is installed knows where it lay.
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
rem Another program (QGIS, ArcGIS) may have set these for a Python of its own.
set "PYTHONHOME="
set "PYTHONPATH="
rem A folder of another machine (\\server\share) gets a letter: a console cannot stand in it else.
pushd "%~dp0"
if errorlevel 1 (
    pause
    exit /b 1
)
if not exist "install.ps1" (
    echo Hay giai nen ca thu muc roi chay lai start.bat.
    echo Unpack the whole folder, then start this file again.
    pause
    exit /b 1
)
"app\Scripts\planner.exe" --help >nul 2>&1
if errorlevel 1 (
    powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0install.ps1"
    if errorlevel 1 (
        pause
        exit /b 1
    )
)
set "PATH=%~dp0app\Scripts;%PATH%"
cmd /k planner --lang vi --help
