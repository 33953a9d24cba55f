"""The kernel's system calls by name: those that notebooks need, and those that are refused.

Whatever is on neither list is answered as by a kernel that does not have it. A test holds the lists against
the tables of this kernel and of libseccomp.
"""

from __future__ import annotations

FILES = (
    "access", "chdir", "chmod", "chown", "close", "close_range", "copy_file_range", "creat", "dup", "dup2",
    "dup3", "faccessat", "faccessat2", "fadvise64", "fallocate", "fchdir", "fchmod", "fchmodat", "fchmodat2",
    "fchown", "fchownat", "fcntl", "fdatasync", "fgetxattr", "flistxattr", "flock", "fremovexattr",
    "fsetxattr", "fstat", "fstatfs", "fsync", "ftruncate", "futimesat", "getcwd", "getdents", "getdents64",
    "getxattr", "getxattrat", "inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch",
    "ioctl", "lchown", "lgetxattr", "link", "linkat", "listxattr", "listxattrat", "llistxattr",
    "lremovexattr",
    "lseek", "lsetxattr", "lstat", "mkdir", "mkdirat", "mknod", "mknodat", "newfstatat", "open", "openat",
    "openat2", "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2", "read", "readahead",
    "readlink", "readlinkat", "readv", "removexattr", "removexattrat", "rename", "renameat", "renameat2",
    "rmdir", "sendfile", "setxattr", "setxattrat", "splice", "stat", "statfs", "statx", "symlink",
    "symlinkat", "sync_file_range", "tee", "truncate", "umask", "unlink", "unlinkat", "utime", "utimensat",
    "utimes", "write", "writev", "cachestat", "file_getattr",
)  # fmt: skip
MEMORY = (
    "brk", "madvise", "mincore", "mlock", "mlock2", "mlockall", "mmap", "mprotect", "mremap", "mseal",
    "msync",
    "munlock", "munlockall", "munmap", "pkey_alloc", "pkey_free", "pkey_mprotect", "membarrier",
)  # fmt: skip
PROCESSES = (
    "arch_prctl", "capget", "capset", "clone", "execve", "execveat", "exit", "exit_group", "fork", "futex",
    "futex_requeue", "futex_wait", "futex_waitv", "futex_wake", "get_robust_list", "getcpu", "getegid",
    "geteuid", "getgid", "getgroups", "getpgid", "getpgrp", "getpid", "getppid", "getpriority", "getresgid",
    "getresuid", "getrlimit", "getrusage", "getsid", "gettid", "getuid", "ioprio_get", "ioprio_set", "kill",
    "pause", "pidfd_open", "pidfd_send_signal", "prctl", "prlimit64", "restart_syscall", "rseq",
    "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigqueueinfo", "rt_sigreturn", "rt_sigsuspend",
    "rt_sigtimedwait", "rt_tgsigqueueinfo", "sched_get_priority_max", "sched_get_priority_min",
    "sched_getaffinity", "sched_getattr", "sched_getparam", "sched_getscheduler", "sched_rr_get_interval",
    "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler", "sched_yield",
    "set_robust_list", "set_tid_address", "setfsgid", "setfsuid", "setgid", "setgroups", "setpgid",
    "setpriority", "setregid", "setresgid", "setresuid", "setreuid", "setrlimit", "setsid", "setuid",
    "sigaltstack", "tgkill", "times", "tkill", "vfork", "wait4", "waitid",
)  # fmt: skip
WAITING = (
    "alarm", "clock_getres", "clock_gettime", "clock_nanosleep", "epoll_create", "epoll_create1", "epoll_ctl",
    "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd", "eventfd2", "getitimer", "gettimeofday",
    "nanosleep", "pipe", "pipe2", "poll", "ppoll", "pselect6", "select", "setitimer", "signalfd", "signalfd4",
    "time", "timer_create", "timer_delete", "timer_getoverrun", "timer_gettime", "timer_settime",
    "timerfd_create", "timerfd_gettime", "timerfd_settime",
)  # fmt: skip
SOCKETS = (
    "accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "recvfrom",
    "recvmmsg", "recvmsg", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown", "socket", "socketpair",
)  # fmt: skip
MACHINE = ("getrandom", "sysinfo", "uname")

ALLOWED = (*FILES, *MEMORY, *PROCESSES, *WAITING, *SOCKETS, *MACHINE)

REFUSED = (
    # other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "kcmp",
    "pidfd_getfd", "migrate_pages", "move_pages",
    # new walls to hide behind, and the file system's tree
    "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick",
    "move_mount", "open_tree", "open_tree_attr", "mount_setattr", "open_by_handle_at", "name_to_handle_at",
    "statmount", "listmount", "seccomp", "landlock_create_ruleset", "landlock_add_rule",
    "landlock_restrict_self", "file_setattr", "sysfs", "ustat",
    # parts of the kernel with a bad record
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "io_setup", "io_destroy", "io_submit", "io_cancel", "io_getevents", "io_pgetevents",
    "keyctl", "add_key", "request_key", "personality", "modify_ldt", "lookup_dcookie", "vmsplice",
    "remap_file_pages", "map_shadow_stack", "set_thread_area", "get_thread_area", "uselib",
    "mbind", "get_mempolicy", "set_mempolicy", "set_mempolicy_home_node", "uprobe", "uretprobe",
    # memory outside every limit and census
    "memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "shmdt",
    # messages for whoever comes later
    "msgget", "msgctl", "msgrcv", "msgsnd", "semget", "semctl", "semop", "semtimedop",
    "mq_open", "mq_unlink", "mq_notify", "mq_getsetattr", "mq_timedreceive", "mq_timedsend",
    # the machine
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon",
    "swapoff", "acct", "quotactl", "quotactl_fd", "settimeofday", "clock_settime", "clock_adjtime",
    "adjtimex", "sethostname", "setdomainname", "syslog", "iopl", "ioperm", "fanotify_init", "fanotify_mark",
    "vhangup", "sync", "syncfs", "lsm_get_self_attr", "lsm_set_self_attr", "lsm_list_modules",
    # numbers that today's kernels keep for calls of old ones
    "_sysctl", "afs_syscall", "create_module", "epoll_ctl_old", "epoll_wait_old", "get_kernel_syms",
    "getpmsg", "nfsservctl", "putpmsg", "query_module", "security", "tuxcall", "vserver",
)  # fmt: skip

# What programs try first and do without: clone3 has its flags in memory, where no filter sees them.
ABSENT = ("clone3",)

NEEDED_BY_CUDA = ("memfd_create",)
