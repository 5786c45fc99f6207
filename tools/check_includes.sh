#!/bin/sh
# Dependencies point one way, and only src/cli prints, exits or reads the environment.
#
#   cli -> report, selftest -> system -> {model -> scenario, layers -> signal, sparam, workbook, physics, numeric} -> core
#
# Prints each offending line and exits 1. Without arguments it checks the tree it stands in.
set -eu
cd "${1:-$(dirname "$0")/..}"

layers='electrical com ami optics fec package fabric memory workload fleet economics growth interop supply'
below_layers='core numeric physics signal sparam workbook handover'

# The module that a public header belongs to: its own name, but for those of the core.
module_of() {
    case $1 in
    core | status | units | field | random | json | version | constants) echo core ;;
    fourier) echo numeric ;;
    com_settings | com_internal) echo com ;;
    channel | lane | reach) echo system ;;
    waveform | eye | bittrue | tail | filter) echo signal ;;
    devices | optical_link | optical_wave | tdecq) echo optics ;;
    codec) echo fec ;;
    *) echo "$1" ;;
    esac
}

# What a module may include, besides itself.
allowed() {
    case $1 in
    core) ;;
    numeric | handover) echo core ;;
    physics) echo core numeric ;;
    sparam) echo core numeric physics ;;
    workbook) echo core ;;
    signal) echo core numeric physics handover ;;
    scenario) echo core ;;
    model) echo core scenario ;;
    system) echo "$below_layers $layers scenario model" ;;
    report | selftest) echo "$below_layers $layers scenario model system" ;;
    study | exec) echo "$below_layers $layers scenario model system" ;;
    cli | shoreline) echo any ;;
    *)
        case " $layers " in
        *" $1 "*) echo "$below_layers" ;;
        *) echo none-known ;;
        esac
        ;;
    esac
}

bad=0
check_file() { # file module
    may=" $(allowed "$2") $2 "
    case $may in *' any '*) return ;; esac
    for include in $(sed -n 's/^ *# *include *"\(.*\)".*/\1/p' "$1"); do
        case $include in
        shoreline/*) target=$(module_of "$(basename "$include" .h)") ;;
        */*) target=${include%%/*} ;;
        *) target=$2 ;;
        esac
        case $may in
        *" $target "*) ;;
        *)
            echo "$1: $2 includes $include"
            bad=1
            ;;
        esac
    done
}

for file in include/shoreline/*.h; do
    check_file "$file" "$(module_of "$(basename "$file" .h)")"
done
for file in src/*/*.c src/*/*.h; do
    check_file "$file" "$(basename "$(dirname "$file")")"
done

# YAML is read in one place only.
if grep -ln '# *include *<yaml.h>' src/*/*.c src/*/*.h include/shoreline/*.h | grep -v '^src/scenario/'; then
    echo 'libyaml is included outside of src/scenario'
    bad=1
fi
calls='printf|vprintf|fprintf|vfprintf|puts|fputs|putchar|perror|exit|_exit|abort|getenv|setenv|putenv|system|signal'
if grep -nE "(^|[^A-Za-z0-9_.>\"/])($calls) *\(" src/*/*.c src/*/*.h include/shoreline/*.h |
    grep -v '^src/cli/' | grep -vE ':[0-9]+: *(//|\*)'; then
    echo 'printing, exiting or reading the environment outside of src/cli'
    bad=1
fi
if grep -nE '(^|[^A-Za-z0-9_])(stdout|stderr|stdin)([^A-Za-z0-9_]|$)' src/*/*.c src/*/*.h include/shoreline/*.h |
    grep -v '^src/cli/' | grep -vE ':[0-9]+: *//'; then
    echo 'standard streams outside of src/cli'
    bad=1
fi
exit $bad
