/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Where the registers of a system call stand in struct pt_regs (arch/ARCH/include/asm/ptrace.h). */
#pragma once
#include "kernel.h"

enum abi { ABI_NATIVE = 0, ABI_COMPAT = 1, ABI_X32 = 2 };

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	u64 r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};
/* thread_info.status: in a system call of the 32-bit ABI (arch/x86/include/asm/thread_info.h). */
#define COMPAT_BIT 2
#define X32_BIT 0x40000000

INLINE void arguments(const struct pt_regs *regs, u32 abi, u64 args[6])
{
	if (abi == ABI_COMPAT) {
		args[0] = (u32)regs->bx;
		args[1] = (u32)regs->cx;
		args[2] = (u32)regs->dx;
		args[3] = (u32)regs->si;
		args[4] = (u32)regs->di;
		args[5] = (u32)regs->bp;
	} else {
		args[0] = regs->di;
		args[1] = regs->si;
		args[2] = regs->dx;
		args[3] = regs->r10;
		args[4] = regs->r8;
		args[5] = regs->r9;
	}
}
#define STACK_POINTER(regs) ((regs)->sp)
#define NUMBER(regs) ((s32)(regs)->orig_ax)

#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
	u64 regs[31], sp, pc, pstate, orig_x0;
	s32 syscallno;
	u32 pad;
};
/* thread_info.flags: TIF_32BIT (arch/arm64/include/asm/thread_info.h). */
#define COMPAT_BIT (1 << 22)
#define X32_BIT 0

INLINE void arguments(const struct pt_regs *regs, u32 abi, u64 args[6])
{
	args[0] = regs->orig_x0;
	args[1] = regs->regs[1];
	args[2] = regs->regs[2];
	args[3] = regs->regs[3];
	args[4] = regs->regs[4];
	args[5] = regs->regs[5];
}
#define STACK_POINTER(regs) ((regs)->sp)
#define NUMBER(regs) ((regs)->syscallno)

#else
#error "no layout of struct pt_regs for this architecture"
#endif
