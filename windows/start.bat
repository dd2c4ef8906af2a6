@echo off
rem Opens a menu, or a console in which `planner` is found; installs it first where it does not start: it is
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
set "PLANNER_LANG=vi"

:menu
echo.
echo   1. Mo ban phuong an: ve, khoa, hoi, so sanh tren mot trang
echo   2. Lap phuong an cho tinh cua minh
echo   3. Lap phieu du kien (nhung dieu chua biet, can tra loi)
echo   4. Kiem tra, nhap thu muc so lieu cua co quan
echo   5. Mo ban do cua phuong an da lap
echo   6. Mo cua so lenh
echo   7. Thoat
set "ASKED="
set /p "ASKED=Chon so roi bam Enter: "
if "%ASKED%"=="1" goto bench
if "%ASKED%"=="2" goto plan
if "%ASKED%"=="3" goto facts
if "%ASKED%"=="4" goto folder
if "%ASKED%"=="5" goto map
if "%ASKED%"=="6" goto console
if "%ASKED%"=="7" exit /b 0
goto menu

:bench
echo Trang mo trong trinh duyet; dong cua so nay de dung, moi dieu da ve duoc giu lai.
planner serve
goto menu

:plan
call :province
set "FACTS="
if exist "du_kien_%PROVINCE%.xlsx" set FACTS=--facts "du_kien_%PROVINCE%.xlsx"
planner run "vietnam:%PROVINCE%@2026" %FACTS% --out "runs\%PROVINCE%_2026" --force
if exist "runs\%PROVINCE%_2026\map.html" start "" "runs\%PROVINCE%_2026\map.html"
goto menu

:facts
call :province
planner facts "vietnam:%PROVINCE%@2026" --out "du_kien_%PROVINCE%.xlsx"
if exist "du_kien_%PROVINCE%.xlsx" start "" "du_kien_%PROVINCE%.xlsx"
goto menu

:folder
echo Keo tha thu muc vao cua so nay (hoac go duong dan) roi bam Enter:
set "PLACE="
set /p "PLACE="
if not defined PLACE goto menu
set "PLACE=%PLACE:"=%"
planner data import "%PLACE%" --out du_lieu
goto menu

:map
call :province
if exist "runs\%PROVINCE%_2026\map.html" (
    start "" "runs\%PROVINCE%_2026\map.html"
) else (
    echo Chua co phuong an cua tinh nay: chon 2 truoc.
)
goto menu

:province
set "PROVINCE="
set /p "PROVINCE=Ten tinh, khong dau, noi bang dau gach duoi (vi du quang_tri): "
if not defined PROVINCE goto province
exit /b 0

:console
cmd /k planner --help
