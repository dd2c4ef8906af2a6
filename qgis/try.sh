#!/bin/sh
# Runs the plugin in a real QGIS, without a screen, and draws its plan layer with its style.
#
#   sh qgis/try.sh BOUNDARIES.gpkg PROGRAM FOLDER
#
# Boundaries with columns code, name, kind, people.  Needs qgis_process and python3-qgis.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
boundaries=$1 program=$2 folder=$3
mkdir -p -m 700 "$folder"
export QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$folder"
export QGIS_PLUGINPATH="$here" QGIS_CUSTOM_CONFIG_PATH="$folder/profile"
# Debian's wrapper hands on an option that the program does not know.
process=$(command -v qgis_process.bin || command -v qgis_process)
"$process" plugins enable planner_dvhc
"$process" run planner:arrange -- BOUNDARIES="$boundaries" CODE=code NAME=name KIND=kind \
    PEOPLE=people TITLE="Thử" MOST=4 PROGRAM="$program" FOLDER="$folder/made"
/usr/bin/python3 "$here/picture.py" "$folder/made" "$folder/plan.png"
