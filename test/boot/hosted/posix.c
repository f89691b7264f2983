// SPDX-License-Identifier: MIT
/* posix: what programs that work with files expect besides C. It prints the same on every system. */
#define _DEFAULT_SOURCE
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

#define FOLDER "posix.dir"
#define NAME   FOLDER "/file"

static void check_places(int fd)
{
	struct iovec out[] = {{(char[]){"one "}, 4}, {NULL, 0}, {(char[]){"two three"}, 9}};
	char a[4], b[20] = "";
	struct iovec in[] = {{a, sizeof(a)}, {b, sizeof(b)}};

	CHECK(writev(fd, out, 3) == 13 && lseek(fd, 0, SEEK_CUR) == 13);
	CHECK(pread(fd, b, 3, 4) == 3 && memcmp(b, "two", 3) == 0 && pread(fd, b, 3, 100) == 0);
	CHECK(pwrite(fd, "TWO", 3, 4) == 3 && lseek(fd, 0, SEEK_CUR) == 13 &&
	      lseek(fd, 0, SEEK_SET) == 0);
	CHECK(readv(fd, in, 2) == 13 && memcmp(a, "one ", 4) == 0 &&
	      memcmp(b, "TWO three", 9) == 0);
	CHECK(pread(-1, a, 1, 0) == -1 && errno == EBADF && fdatasync(fd) == 0);
	CHECK(pread(fd, a, 1, -1) == -1 && errno == EINVAL);
}

static void check_locks(int fd)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct winsize size;

	CHECK(fcntl(fd, F_SETLK, &lock) == 0 && fcntl(fd, F_GETLK, &lock) == 0 &&
	      lock.l_type == F_UNLCK);
	CHECK(ioctl(fd, TIOCGWINSZ, &size) == -1 && errno == ENOTTY);
	CHECK(fcntl(-1, F_SETLK, &lock) == -1 && errno == EBADF);
}

static void check_memory_of_files(int fd)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = mmap(NULL, 13, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	char byte;

	CHECK(at != MAP_FAILED && memcmp(at, "one TWO three", 14) == 0);
	at[0] = 'O';
	CHECK(pread(fd, &byte, 1, 0) == 1 && byte == 'o' && munmap(at, 13) == 0);
	at = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(at != MAP_FAILED && at[3 * page - 1] == 0);
	at[page] = 1;
	CHECK(mprotect(at, 2 * page, PROT_READ) == 0 && at[page] == 1 && munmap(at, 3 * page) == 0);
	CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED && errno == EINVAL);
	CHECK(mmap(NULL, 1, PROT_READ, MAP_PRIVATE, -1, 0) == MAP_FAILED && errno == EBADF);
}

static int no_dots(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void check_folders(void)
{
	struct dirent **found, *entry;
	DIR *dir = opendir(FOLDER);
	long place = 0;

	CHECK(mkdir(FOLDER "/b", 0700) == 0 && mkdir(FOLDER "/a", 0700) == 0);
	CHECK(scandir(FOLDER, &found, no_dots, alphasort) == 3 &&
	      strcmp(found[0]->d_name, "a") == 0 && strcmp(found[2]->d_name, "file") == 0);
	for (int i = 0; i < 3; i++)
		free(found[i]);
	free(found);
	CHECK(scandir("nowhere", &found, NULL, NULL) == -1 && errno == ENOENT);
	CHECK(readdir(dir) && (place = telldir(dir), entry = readdir(dir)));
	char name[NAME_MAX + 1];
	strcpy(name, entry->d_name);
	seekdir(dir, place);
	CHECK((entry = readdir(dir)) && strcmp(entry->d_name, name) == 0 && closedir(dir) == 0);
	CHECK(rmdir(FOLDER "/a") == 0 && rmdir(FOLDER "/b") == 0);
}

static void check_names_of_files(void)
{
	char made[] = FOLDER "/dXXXXXX", wrong[] = "dXXXXX", text[10];
	char *path = realpath(FOLDER "/../" NAME, NULL), *end = path ? strrchr(path, '/') : NULL;
	struct stat st;

	CHECK(path && *path == '/' && strcmp(end, "/file") == 0 && stat(path, &st) == 0);
	free(path);
	CHECK(realpath("nowhere", NULL) == NULL && errno == ENOENT);
	CHECK(rmdir(NAME) == -1 && errno == ENOTDIR && rename(NAME, FOLDER) == -1 &&
	      errno != EINVAL);
	CHECK(readlink(NAME, text, sizeof(text)) == -1 && errno == EINVAL);
	CHECK(readlink("nowhere", text, sizeof(text)) == -1 && errno == ENOENT);
	CHECK(mkdtemp(made) == made && strlen(made) == strlen(FOLDER) + 8 && stat(made, &st) == 0 &&
	      S_ISDIR(st.st_mode) && rmdir(made) == 0);
	CHECK(mkdtemp(wrong) == NULL && errno == EINVAL);
	CHECK(pathconf(".", _PC_NAME_MAX) == 255 && utimes(NAME, NULL) == 0 &&
	      lchown(NAME, getuid(), getgid()) == 0);
}

static void check_streams(void)
{
	FILE *file = fopen(NAME, "r+");
	size_t len;
	char *text;

	CHECK(getc(file) == 'o' && __freading(file) && !__fwriting(file) &&
	      fseek(file, 0, SEEK_END) == 0);
	CHECK(fputs("more", file) >= 0 && __fpending(file) == 4);
	__fpurge(file);
	CHECK(__fpending(file) == 0 && fclose(file) == 0);
	file = open_memstream(&text, &len);
	for (int i = 0; i < 1000; i++)
		CHECK(fprintf(file, "%d,", i) > 0);
	CHECK(fflush(file) == 0 && len == 3890 && strlen(text) == len &&
	      strncmp(text, "0,1,2,", 6) == 0);
	CHECK(fdopen(-1, "r") == NULL && errno == EBADF);
	CHECK(fputc('x', file) == 'x' && fclose(file) == 0 && len == 3891 && text[3890] == 'x');
	free(text);
}

static volatile sig_atomic_t signals;

static void count(int sig)
{
	(void)sig;
	signals++;
}

static sigjmp_buf before;

static void jump(int sig)
{
	siglongjmp(before, sig);
}

static void check_jumps(void)
{
	int came = sigsetjmp(before, 1);

	if (came == 0) {
		signal(SIGTERM, jump);
		raise(SIGTERM);
	}
	CHECK(came == SIGTERM);
}

static void check_signals(void)
{
	struct sigaction once = {.sa_handler = count, .sa_flags = SA_RESETHAND | SA_RESTART}, now;
	struct timespec short_time = {.tv_nsec = 1000000};

	CHECK(sigaction(SIGUSR1, &once, NULL) == 0 && sigaction(SIGUSR1, NULL, &now) == 0 &&
	      now.sa_handler == count);
	CHECK(raise(SIGUSR1) == 0 && signals == 1 && sigaction(SIGUSR1, NULL, &now) == 0 &&
	      now.sa_handler == SIG_DFL);
	signal(SIGALRM, count);
	CHECK(alarm(1000) == 0 && alarm(1) > 990);
	while (signals < 2)
		nanosleep(&short_time, NULL);
	CHECK(alarm(1000) == 0 && alarm(0) > 990 && alarm(0) == 0);
}

static void check_who(void)
{
	struct passwd *user = getpwuid(getuid());
	struct group *group = getgrgid(getgid());
	struct utsname system;
	char name[HOST_NAME_MAX + 1];

	CHECK(user && user->pw_uid == getuid() && getpwnam(user->pw_name) && *user->pw_dir == '/');
	CHECK(group && group->gr_gid == getgid() && getpwnam("no such user") == NULL);
	CHECK(uname(&system) == 0 && *system.sysname && gethostname(name, sizeof(name)) == 0 &&
	      *name);
	CHECK(getppid() > 0 && setuid(getuid()) == 0 && setgid(getgid()) == 0);
}

static void check_limits(void)
{
	struct timespec step = {0}, used;
	struct rlimit limit;
	struct rusage usage;

	CHECK(sysconf(_SC_NPROCESSORS_ONLN) >= 1 && getrlimit(RLIMIT_STACK, &limit) == 0 &&
	      limit.rlim_cur >= 1 << 20);
	CHECK(setrlimit(RLIMIT_STACK, &limit) == 0 && getrusage(RUSAGE_SELF, &usage) == 0 &&
	      usage.ru_maxrss >= 0);
	CHECK(clock_getres(CLOCK_MONOTONIC, &step) == 0 && step.tv_nsec > 0 && step.tv_sec == 0);
	CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0 &&
	      clock_getres((clockid_t)99, NULL) == -1);
	tzset();
	CHECK(timezone == 0 && !daylight && SSIZE_MAX > 0 && EX_USAGE == 64 &&
	      _POSIX_VERSION >= 200809);
}

/* As most processors do it: the product is rounded, and then the sum. */
static double rest(double a, double b, double sum)
{
	return a * b - sum;
}

static void check_arithmetic(void)
{
	const volatile double x = 1.0 + 0x1p-30, square = 1.0 + 0x1p-29;
	const int number = 1;

	CHECK(rest(x, x, square) == 0);
	CHECK(__BYTE_ORDER == (*(const char *)&number ? __LITTLE_ENDIAN : __BIG_ENDIAN));
	CHECK(__LITTLE_ENDIAN != __BIG_ENDIAN && (socklen_t)-1 > 0);
}

int main(void)
{
	int fd = -1;

	tally_begin("posix");
	CHECK(mkdir(FOLDER, 0700) == 0 && (fd = open(NAME, O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0);
	check_places(fd);
	check_locks(fd);
	check_memory_of_files(fd);
	check_folders();
	check_names_of_files();
	check_streams();
	check_jumps();
	check_signals();
	check_who();
	check_limits();
	check_arithmetic();
	CHECK(close(fd) == 0 && unlink(NAME) == 0 && rmdir(FOLDER) == 0);
	return tally_report() ? EXIT_FAILURE : 0;
}
