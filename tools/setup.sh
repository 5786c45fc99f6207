#!/bin/sh
# Finds out what the build lacks and installs it: setup.sh [--ci]
# --ci also wants what only the checks of .ci/run need. Installs with apt, as root or through sudo;
# asks before that on a terminal. Without apt it says what to install and stops.
set -eu

ci=no
[ "${1:-}" = --ci ] && ci=yes

have() { command -v "$1" >/dev/null 2>&1; }
library() { have pkg-config && pkg-config --exists "$1"; }
header() { have cc && printf '#include <%s>\n' "$1" | cc -E -xc - >/dev/null 2>&1; }
fuzzer() { for f in /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a; do [ -f "$f" ] && return; done; return 1; }

openmp() { echo 'int main(void){return 0;}' | clang -fopenmp -xc - -o /dev/null >/dev/null 2>&1; }

needed='' # the build stops without these
wanted='' # the report has no charts, or a test nothing to compare with, without these
need() { "$1" "$2" || needed="$needed $3"; }
want() { "$1" "$2" || wanted="$wanted $3"; }

need have cc gcc
need header stdio.h libc6-dev
need have python3 python3
need have meson meson
need have ninja ninja-build
need have pkg-config pkg-config
need library yaml-0.1 libyaml-dev
need library gsl libgsl-dev
need library cmocka libcmocka-dev
need library expat libexpat1-dev
need library fftw3 libfftw3-dev
need library fftw3f libfftw3-dev
need library liblzma liblzma-dev
need library libzip libzip-dev
need have xz xz-utils
need library libmd libmd-dev
need header glpk.h libglpk-dev
need header Random123/threefry.h librandom123-dev
want header fec.h libfec-dev
want have node nodejs
want have npm npm
if [ $ci = yes ]; then
    need have clang clang
    need have clang-format clang-format
    need fuzzer - libclang-rt-14-dev
    need openmp - libomp-dev
    need have chromium chromium
    need have node nodejs
    need have npm npm
fi

packages=$(printf '%s\n' $needed $wanted | sort -u | tr '\n' ' ')
[ -n "$(echo $packages)" ] || exit 0

# Stops where something needed cannot be had; goes on where only the charts are lost.
give_up() {
    [ -n "$needed" ] || {
        echo "setup: $1; the report will have tables but no charts (missing:$wanted)"
        exit 0
    }
    echo "setup: $1. Install these and run it again (names as in Debian 12):" >&2
    echo "    $packages" >&2
    exit 1
}

as_root=''
have apt-get || give_up "there is no apt here"
if [ "$(id -u)" -ne 0 ]; then
    have sudo || give_up "this needs root or sudo"
    as_root=sudo
    [ -t 0 ] || as_root='sudo -n'
fi

echo "setup: to install with apt: $packages"
if [ -t 0 ] && [ -t 1 ] && [ -z "${CI:-}" ]; then
    printf 'Install them now%s? [y/N] ' "${as_root:+ with sudo}"
    read -r answer || answer=n
    case $answer in
    [yY] | [yY][eE][sS]) ;;
    *) give_up "nothing was installed" ;;
    esac
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
$as_root env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update && apt-get install -y --no-install-recommends "$@"' apt $packages >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    give_up "apt could not install them"
}
