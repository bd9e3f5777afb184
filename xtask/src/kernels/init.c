// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * The only program of the booted system. Follows /plan, one step a line: `load <module>`,
 * `run <program>`, `unload <module>`. Speaks through the kernel's log, so that its lines and the kernel's
 * never run into each other on the serial line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNLOAD_ATTEMPTS 50

static void report(const char *step, const char *name, int error)
{
	if (error)
		printf("init: %s %s FAILED: %s\n", step, name, strerror(error));
	else
		printf("init: %s %s ok\n", step, name);
	fflush(stdout);
}

static int load(const char *name)
{
	char path[256];
	int file, error;

	snprintf(path, sizeof(path), "/%s.ko", name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return errno;
	error = syscall(SYS_finit_module, file, "", 0) ? errno : 0;
	close(file);
	return error;
}

/* The kernel drops a closed dma-buf's reference to the module a little after close() returns. */
static int unload(const char *name)
{
	int attempt;

	for (attempt = 0; attempt < UNLOAD_ATTEMPTS; attempt++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK))
			return 0;
		if (errno != EAGAIN && errno != EBUSY)
			return errno;
		usleep(100 * 1000);
	}
	return errno;
}

static int run(const char *name)
{
	char path[256];
	int status;
	pid_t child;

	snprintf(path, sizeof(path), "/%s", name);
	child = fork();
	if (child < 0)
		return errno;
	if (!child) {
		execl(path, path, (char *)NULL);
		_exit(127);
	}
	if (waitpid(child, &status, 0) < 0)
		return errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : ECANCELED;
}

static void follow_plan(void)
{
	char step[16], name[128];
	FILE *plan = fopen("/plan", "re");

	if (!plan) {
		report("open", "/plan", errno);
		return;
	}
	while (fscanf(plan, "%15s %127s", step, name) == 2) {
		printf("init: %s %s\n", step, name);
		fflush(stdout);
		if (!strcmp(step, "load"))
			report(step, name, load(name));
		else if (!strcmp(step, "run"))
			report(step, name, run(name));
		else if (!strcmp(step, "unload"))
			report(step, name, unload(name));
		else
			report(step, name, ENOSYS);
	}
	fclose(plan);
}

static void report_taint(void)
{
	unsigned long taint;
	FILE *file = fopen("/proc/sys/kernel/tainted", "re");

	if (file && fscanf(file, "%lu", &taint) == 1)
		printf("init: tainted %lu\n", taint);
	else
		report("read", "/proc/sys/kernel/tainted", errno);
	fflush(stdout);
}

int main(void)
{
	int log;

	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (log >= 0) {
		dup2(log, STDOUT_FILENO);
		dup2(log, STDERR_FILENO);
	}
	follow_plan();
	report_taint();
	printf("init: done\n");
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
