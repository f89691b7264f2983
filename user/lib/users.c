// SPDX-License-Identifier: MIT
/* The one user and the one group. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>
#include "user/lib/descriptors.h"

static char name[] = "root", nothing[] = "", folder[] = "/";
static char *members[] = {name, NULL};
static struct passwd user = {.pw_name = name,
			     .pw_passwd = nothing,
			     .pw_comment = nothing,
			     .pw_gecos = nothing,
			     .pw_dir = folder,
			     .pw_shell = nothing};
static struct group group = {.gr_name = name, .gr_passwd = nothing, .gr_mem = members};

struct passwd *getpwuid(uid_t uid)
{
	return uid == 0 ? &user : NULL;
}

struct passwd *getpwnam(const char *wanted)
{
	return strcmp(wanted, name) == 0 ? &user : NULL;
}

struct group *getgrgid(gid_t gid)
{
	return gid == 0 ? &group : NULL;
}

struct group *getgrnam(const char *wanted)
{
	return strcmp(wanted, name) == 0 ? &group : NULL;
}

char *getlogin(void)
{
	return name;
}

static int become(unsigned id)
{
	return id == 0 ? 0 : (int)loris_fail(EPERM);
}

int setuid(uid_t uid)
{
	return become(uid);
}

int seteuid(uid_t uid)
{
	return become(uid);
}

int setgid(gid_t gid)
{
	return become(gid);
}

int setegid(gid_t gid)
{
	return become(gid);
}
