#!/bin/sh
# The library keeps no state: no symbol of its objects lies in writable memory.
# check_symbols.sh LIBRARY.a
# .data.rel.ro is constant once the program is loaded, and allowed.
set -eu
objdump -t "$1" | awk '
    /:     file format/ { object = $1 }
    / (\.data|\.data\.[^r][^ \t]*|\.bss|\.bss\.[^ \t]*|\.tdata|\.tbss|\*COM\*)[ \t]/ {
        size = $(NF - 1)
        if ($0 ~ / d  / || size ~ /^0+$/) next
        if ($NF ~ /^\.gomp_critical_/) next # the lock of a section that one thread runs at a time
        print object, $NF, "is writable"
        bad = 1
    }
    END { exit bad }'
