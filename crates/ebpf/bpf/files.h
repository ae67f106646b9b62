/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The kernel's names of files: what readlink of /proc/PID/fd/N would say at this moment, as seen from the root of the
 * mount namespace. */
#pragma once
#include "capture.h"

#define MOST_COMPONENTS 512

/* The dentry that a struct mount shows at its place. */
INLINE const void *root_of(const void *mount)
{
	const void *root = 0;
	FIELD(root, (const char *)mount + config.at.mount_mnt, vfsmount_root);
	return root;
}

/* Copies a name of less than five words, with its end, by words: most names are that short, and stand in their dentry. Gives its
 * length with the end; 0 if it is longer. */
INLINE u32 copy_short_name(char *to, const char *name)
{
	const u64 ones = 0x0101010101010101ull;
	if ((u64)name & 7)
		return 0;
#pragma unroll
	for (u32 at = 0; at < 40; at += 8) {
		u64 word = LOAD(u64, name + at);
		*(volatile u64 *)(to + at) = word;
		/* The highest bit of each byte that is zero, and of some above the lowest such one. */
		u64 ends = (word - ones) & ~word & (ones << 7);
		if (ends)
			/* The bytes below, and that one. */
			return at + (((((ends & -ends) - 1) >> 7) & ones) * ones >> 56) + 1;
	}
	return 0;
}

/* The next component towards the root. How far it is stands in the task's storage, as that of a range does. */
static long climb_next(u32 index, struct state **of)
{
	struct state *state = *of;
	struct climb *climb = &state->climb;
	const void *parent = 0, *name = 0;
	if (climb->dentry == climb->root) {
		const void *above = 0, *point = 0;
		FIELDS(above, point, climb->mount, mount_parent, mount_mountpoint);
		if (!above || above == climb->mount) {
			climb->done = 1;
			return 1;
		}
		climb->dentry = point;
		climb->mount = above;
		climb->root = root_of(above);
		return 0;
	}
	FIELDS(parent, name, climb->dentry, dentry_parent, dentry_name);
	if (!parent || parent == climb->dentry) {
		/* The root of a file system that is mounted nowhere (a pipe, a socket), or was detached. */
		climb->done = 1;
		if (climb->length)
			return 1;
		climb->unmounted = 1;
	}
	u32 used = climb->length;
	if (used > PIECE - 256 - sizeof(struct file_seen)) {
		climb->cut = 1;
		return 1;
	}
	char *to = (char *)bytes_of(place(state, climb->at)) + sizeof(struct file_seen) + used;
	long got = config.loads ? copy_short_name(to, name) : 0;
	if (!got)
		got = read_kernel_str(to, 256, name);
	if (got < 0) {
		climb->cut = 1;
		return 1;
	}
	climb->length = used + (got & 0x1ff);
	climb->dentry = parent;
	return climb->done != 0;
}

/* S_IFCHR, S_IFBLK (inode(7)). */
INLINE u32 is_device(u16 mode)
{
	u32 type = mode & 0170000;
	return type == 0020000 || type == 0060000;
}

/* Adds a piece with the name and kind of a file by its struct path; `inode` may be that of an open file. */
APART long name_file(struct state *state, u64 mount_at, u64 dentry_at, u64 inode_at, u64 what_and_fd)
{
	const void *vfsmount = (const void *)mount_at, *dentry = (const void *)dentry_at, *inode = (const void *)inode_at;
	if (!state)
		return 0;
	const void *superblock = 0, *hash = 0, *parent = 0, *ino = 0, *mode_word = 0;
	u64 magic = 0;
	u32 rdev = 0;
	u16 mode = 0;
	u32 at = make_room(state);
	const void *mount = (const char *)vfsmount - config.at.mount_mnt;
	struct climb *climb = &state->climb;
	*climb = (struct climb){ .dentry = dentry, .mount = mount, .root = root_of(mount), .at = at };
	FIELDS(hash, parent, dentry, dentry_hash_pprev, dentry_parent);
	loop(MOST_COMPONENTS, climb_next, &state, 0);
	if (inode) {
		FIELDS(mode_word, ino, inode, inode_mode, inode_ino);
		mode = (u64)mode_word;
		if (is_device(mode))
			FIELD(rdev, inode, inode_rdev);
		/* Of mounted file systems nobody asks. */
		if (climb->unmounted) {
			FIELD(superblock, inode, inode_sb);
			FIELD(magic, superblock, sb_magic);
		}
	}
	struct piece *piece = place(state, at);
	struct file_seen *seen = bytes_of(piece);
	seen->ino = (u64)ino;
	seen->magic = magic;
	seen->rdev = rdev;
	seen->mode = mode;
	seen->flags = (!hash && parent != dentry ? FILE_DELETED : 0) | (climb->cut || !climb->done ? FILE_CUT : 0) |
		      (climb->unmounted ? FILE_UNMOUNTED : 0);
	u32 length = sizeof(*seen) + climb->length;
	keep(state, piece, at, what_and_fd >> 32, PIECE_AT_EXIT, length, (u32)what_and_fd);
	return 0;
}

/* The same for a struct path. */
INLINE void name_path(struct state *state, const void *path, const void *inode, u64 what_and_fd)
{
	const void *mount = 0, *dentry = 0;
	FIELDS(mount, dentry, path, path_mnt, path_dentry);
	name_file(state, (u64)mount, (u64)dentry, (u64)inode, what_and_fd);
}

/* The same for a struct file. Its path and its inode stand near each other, in the order of the kernel's version, and are
 * read at once. */
INLINE long name_opened(struct state *state, const void *file, u64 what_and_fd)
{
	const void *words[10], *inode = 0;
	u32 inode_at = config.at.file_inode, path_at = config.at.file_path;
	u32 from = inode_at < path_at ? inode_at : path_at;
	u32 to = inode_at < path_at ? path_at + 16 : inode_at + 8;
	if (!config.loads && to - from <= sizeof(words) && !((inode_at | path_at) & 7)) {
		read_kernel(words, to - from, (const char *)file + from);
		u32 mount = path_at - from + config.at.path_mnt, dentry = path_at - from + config.at.path_dentry;
		return name_file(state, (u64)words[mount / 8], (u64)words[dentry / 8], (u64)words[(inode_at - from) / 8],
				 what_and_fd);
	}
	FIELD(inode, file, file_inode);
	name_path(state, ADDRESS(file, file_path), inode, what_and_fd);
	return 0;
}

/* The same for a descriptor of the current task. */
APART long name_descriptor(struct state *state, u32 fd)
{
	const void *file = 0;
	if (!state)
		return 0;
	const char *files = DIRECT(const char *, current_task(), task_files);
	if (!files)
		return 0;
	const char *table = DIRECT(const char *, files, files_fdt);
	if (fd >= DIRECT(u32, table, fdtable_max_fds))
		return 0;
	READ(file, DIRECT(const char *const *, table, fdtable_fd) + fd);
	if (!file)
		return 0;
	return name_opened(state, file, (u64)WHAT_FD << 32 | fd);
}

/* The working directory of the current task. */
INLINE void name_directory(struct state *state)
{
	const void *fs = 0;
	FIELD(fs, current_task(), task_fs);
	if (fs)
		name_path(state, ADDRESS(fs, fs_pwd), 0, (u64)WHAT_CWD << 32);
}

/* Control messages that carry descriptors (cmsg(3)). */
struct control {
	struct state *state;
	u64 address;
	u64 length, at;
	u64 fds, fds_end; /* of the message being read */
};

static long control_next(u32 index, struct control *control)
{
	if (control->fds < control->fds_end) {
		u32 fd = 0;
		read_user(&fd, sizeof(fd), (void *)control->fds);
		control->fds += 4;
		name_descriptor(control->state, fd);
		return 0;
	}
	struct { u64 length; u32 level, type; } header = {};
	if (control->at + sizeof(header) > control->length)
		return 1;
	u64 address = control->address + control->at;
	if (read_user(&header, sizeof(header), (void *)address) || header.length < sizeof(header))
		return 1;
	control->at += (header.length + 7) & ~7ull;
	/* SOL_SOCKET, SCM_RIGHTS */
	if (header.level == 1 && header.type == 1) {
		control->fds = address + sizeof(header);
		control->fds_end = address + (header.length & ~3ull);
	}
	return 0;
}

/* Descriptors that were received with the message whose header stands at `address`. */
INLINE void name_received(struct state *state, u64 address)
{
	struct control control = { .state = state };
	read_user(&control.address, 8, (void *)(address + 32));
	read_user(&control.length, 8, (void *)(address + 40));
	if (control.address && control.length)
		loop(512, control_next, &control, 0);
}

/* Names the descriptors that a call which succeeded has made. */
APART long name_what_it_made(struct state *state, u32 flags, u32 made_arg)
{
	if (!state)
		return 0;
	struct call *call = &state->call;
	u64 address = argument_of(call, made_arg);
	if (flags & PLAN_MADE) {
		name_descriptor(state, call->ret);
	} else if (flags & PLAN_FD_PAIR) {
		u32 pair[2] = {};
		if (!read_user(pair, sizeof(pair), (void *)address)) {
			name_descriptor(state, pair[0]);
			name_descriptor(state, pair[1]);
		}
	} else if (flags & PLAN_RECEIVES) {
		name_received(state, address);
	} else if (flags & (PLAN_PIDFD | PLAN_PIDFD3)) {
		/* CLONE_PIDFD; struct clone_args begins with the flags and the address. */
		u64 how = call->args[0], at = call->args[2];
		u32 fd = 0;
		if (flags & PLAN_PIDFD3) {
			read_user(&at, sizeof(at), (void *)(how + 8));
			how = word_at(how, 0);
		}
		if (how & 0x1000 && !read_user(&fd, sizeof(fd), (void *)at))
			name_descriptor(state, fd);
	}
	if (flags & PLAN_CWD)
		name_directory(state);
	if (flags & PLAN_IDS) {
		const void *cred = 0;
		u32 at = make_room(state);
		struct piece *piece = place(state, at);
		u32 *ids = bytes_of(piece);
		FIELD(cred, current_task(), task_cred);
		FIELD(ids[0], cred, cred_euid);
		FIELD(ids[1], cred, cred_egid);
		keep(state, piece, at, WHAT_IDS, PIECE_AT_EXIT, 8, 0);
	}
	return 0;
}
