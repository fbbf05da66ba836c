/*
 * System calls that the workers need beyond Kore's own list, each with why.
 * Kore 4.1's list is older than Debian 12's C library.
 */
#include <sys/types.h>

#include <errno.h>
#include <kore/kore.h>

#include <kore/seccomp.h>

/* Called by Kore; its macro defines it without saying so first. */
void kore_seccomp_hook(void);

KORE_SECCOMP_FILTER("hamyar",
    /* stat() and fstat() of glibc 2.33 and later: photos, the clock's zone */
    KORE_SYSCALL_ALLOW(newfstatat), KORE_SYSCALL_ALLOW(readlinkat),
    /* libpq: a new connection after PostgreSQL came back */
    KORE_SYSCALL_ALLOW(connect), KORE_SYSCALL_ALLOW_ARG(socket, 0, AF_UNIX),
    KORE_SYSCALL_ALLOW_ARG(socket, 0, AF_INET),
    KORE_SYSCALL_ALLOW_ARG(socket, 0, AF_INET6), KORE_SYSCALL_ALLOW(getsockopt),
    KORE_SYSCALL_ALLOW(getsockname), KORE_SYSCALL_ALLOW(getpeername),
    KORE_SYSCALL_ALLOW(uname),
    /* libcurl's resolver thread */
    KORE_SYSCALL_ALLOW(rseq), KORE_SYSCALL_DENY(clone3, ENOSYS),
    KORE_SYSCALL_ALLOW(pipe2), KORE_SYSCALL_ALLOW(socketpair),
    KORE_SYSCALL_ALLOW(prlimit64), KORE_SYSCALL_ALLOW(eventfd2),
    KORE_SYSCALL_ALLOW(sysinfo), KORE_SYSCALL_ALLOW(sched_getaffinity),
    KORE_SYSCALL_ALLOW(getdents64),
    /* libsodium and libc: random bytes */
    KORE_SYSCALL_ALLOW(getrandom), KORE_SYSCALL_ALLOW(mremap),
    KORE_SYSCALL_ALLOW(sendmsg), KORE_SYSCALL_ALLOW(getegid),
    KORE_SYSCALL_ALLOW(getgid), KORE_SYSCALL_ALLOW(gettid),
    KORE_SYSCALL_ALLOW(tgkill))
