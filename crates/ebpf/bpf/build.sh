#!/bin/sh
# Compiles the programs for every architecture: OBJECT-ARCH beside the source, or in the directory given. The same
# compiler gives the same bytes (clang 16; CLANG and LLVM_STRIP name others).
set -eu
cd "$(dirname "$0")"
out=${1:-.}
clang=${CLANG:-clang-16} strip=${LLVM_STRIP:-llvm-strip-16}
for tool in "$clang" "$strip"; do
	command -v "$tool" >/dev/null || { echo "$0: $tool is missing: apt-get install clang-16 llvm-16" >&2; exit 1; }
done
for pair in x86_64:x86 aarch64:arm64; do
	object=$out/trapline-${pair%:*}.bpf.o
	"$clang" -O2 -g -target bpf -mcpu=v3 "-D__TARGET_ARCH_${pair#*:}" -fdebug-compilation-dir=. \
		-Wall -Wextra -Werror -Wno-unused-function -Wno-unused-parameter -Wno-sign-compare -c trapline.bpf.c -o "$object"
	"$strip" -g "$object"
done
