#!/bin/sh
# A fixed mix of real programs, about 400,000 calls: what the writer's benchmark is fed with.
#
#   rec -o mix.parquet -- crates/trace/benches/mix.sh
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/program.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <pthread.h>
int main(void) { puts("hello"); return 0; }
C

find /usr/include -name '*.h' > "$work/found"
i=0
while [ $i -lt 13 ]; do
    python3 -c 'import json, sqlite3, email, http.client, unittest, asyncio' > /dev/null
    gcc -O1 -o "$work/program" "$work/program.c"
    i=$((i + 1))
done
tar cf - /usr/include | gzip -1 > "$work/archive"
grep -r needle /usr/include > /dev/null || true
ls -lR /usr/include /usr/lib/python3 > /dev/null
