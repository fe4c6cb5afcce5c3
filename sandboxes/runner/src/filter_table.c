/* Written by sandboxes/seccomp/generate.mjs from profile.yaml. Not to be edited. */
#include "filter.h"

#include <asm/unistd.h>

const struct filter_row filter_rows[] = {
#ifdef __NR_accept
    {.number = __NR_accept, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_accept4
    {.number = __NR_accept4, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_access
    {.number = __NR_access, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_acct
    {.number = __NR_acct, .flags = 0},
#endif
#ifdef __NR_add_key
    {.number = __NR_add_key, .flags = 0},
#endif
#ifdef __NR_adjtimex
    {.number = __NR_adjtimex, .flags = 0},
#endif
#ifdef __NR_alarm
    {.number = __NR_alarm, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_arch_prctl
    {.number = __NR_arch_prctl, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_bind
    {.number = __NR_bind, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_bpf
    {.number = __NR_bpf, .flags = 0},
#endif
#ifdef __NR_brk
    {.number = __NR_brk, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_cachestat
    {.number = __NR_cachestat, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_capget
    {.number = __NR_capget, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_capset
    {.number = __NR_capset, .flags = 0},
#endif
#ifdef __NR_chdir
    {.number = __NR_chdir, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_chmod
    {.number = __NR_chmod, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_chown
    {.number = __NR_chown, .flags = 0},
#endif
#ifdef __NR_chroot
    {.number = __NR_chroot, .flags = 0},
#endif
#ifdef __NR_clock_adjtime
    {.number = __NR_clock_adjtime, .flags = 0},
#endif
#ifdef __NR_clock_getres
    {.number = __NR_clock_getres, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_clock_gettime
    {.number = __NR_clock_gettime, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_clock_nanosleep
    {.number = __NR_clock_nanosleep, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_clock_settime
    {.number = __NR_clock_settime, .flags = 0},
#endif
#ifdef __NR_clone
    {.number = __NR_clone, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_clone3
    {.number = __NR_clone3, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_close
    {.number = __NR_close, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_close_range
    {.number = __NR_close_range, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_connect
    {.number = __NR_connect, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_copy_file_range
    {.number = __NR_copy_file_range, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_creat
    {.number = __NR_creat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_delete_module
    {.number = __NR_delete_module, .flags = 0},
#endif
#ifdef __NR_dup
    {.number = __NR_dup, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_dup2
    {.number = __NR_dup2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_dup3
    {.number = __NR_dup3, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_epoll_create
    {.number = __NR_epoll_create, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_epoll_create1
    {.number = __NR_epoll_create1, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_epoll_ctl
    {.number = __NR_epoll_ctl, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_epoll_pwait
    {.number = __NR_epoll_pwait, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_epoll_pwait2
    {.number = __NR_epoll_pwait2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_epoll_wait
    {.number = __NR_epoll_wait, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_eventfd
    {.number = __NR_eventfd, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_eventfd2
    {.number = __NR_eventfd2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_execve
    {.number = __NR_execve, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_execveat
    {.number = __NR_execveat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_exit
    {.number = __NR_exit, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_exit_group
    {.number = __NR_exit_group, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_faccessat
    {.number = __NR_faccessat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_faccessat2
    {.number = __NR_faccessat2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fadvise64
    {.number = __NR_fadvise64, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fallocate
    {.number = __NR_fallocate, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fanotify_init
    {.number = __NR_fanotify_init, .flags = 0},
#endif
#ifdef __NR_fanotify_mark
    {.number = __NR_fanotify_mark, .flags = 0},
#endif
#ifdef __NR_fchdir
    {.number = __NR_fchdir, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fchmod
    {.number = __NR_fchmod, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fchmodat
    {.number = __NR_fchmodat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fchmodat2
    {.number = __NR_fchmodat2, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_fchown
    {.number = __NR_fchown, .flags = 0},
#endif
#ifdef __NR_fchownat
    {.number = __NR_fchownat, .flags = 0},
#endif
#ifdef __NR_fcntl
    {.number = __NR_fcntl, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fdatasync
    {.number = __NR_fdatasync, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fgetxattr
    {.number = __NR_fgetxattr, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_finit_module
    {.number = __NR_finit_module, .flags = 0},
#endif
#ifdef __NR_flistxattr
    {.number = __NR_flistxattr, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_flock
    {.number = __NR_flock, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fork
    {.number = __NR_fork, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fremovexattr
    {.number = __NR_fremovexattr, .flags = 0},
#endif
#ifdef __NR_fsconfig
    {.number = __NR_fsconfig, .flags = 0},
#endif
#ifdef __NR_fsetxattr
    {.number = __NR_fsetxattr, .flags = 0},
#endif
#ifdef __NR_fsmount
    {.number = __NR_fsmount, .flags = 0},
#endif
#ifdef __NR_fsopen
    {.number = __NR_fsopen, .flags = 0},
#endif
#ifdef __NR_fspick
    {.number = __NR_fspick, .flags = 0},
#endif
#ifdef __NR_fstat
    {.number = __NR_fstat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fstatfs
    {.number = __NR_fstatfs, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_fsync
    {.number = __NR_fsync, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_ftruncate
    {.number = __NR_ftruncate, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_futex
    {.number = __NR_futex, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_futex_requeue
    {.number = __NR_futex_requeue, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_futex_wait
    {.number = __NR_futex_wait, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_futex_waitv
    {.number = __NR_futex_waitv, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_futex_wake
    {.number = __NR_futex_wake, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_futimesat
    {.number = __NR_futimesat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_get_mempolicy
    {.number = __NR_get_mempolicy, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_get_robust_list
    {.number = __NR_get_robust_list, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getcpu
    {.number = __NR_getcpu, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getcwd
    {.number = __NR_getcwd, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getdents
    {.number = __NR_getdents, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getdents64
    {.number = __NR_getdents64, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getegid
    {.number = __NR_getegid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_geteuid
    {.number = __NR_geteuid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getgid
    {.number = __NR_getgid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getgroups
    {.number = __NR_getgroups, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getitimer
    {.number = __NR_getitimer, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getpeername
    {.number = __NR_getpeername, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getpgid
    {.number = __NR_getpgid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getpgrp
    {.number = __NR_getpgrp, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getpid
    {.number = __NR_getpid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getppid
    {.number = __NR_getppid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getpriority
    {.number = __NR_getpriority, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getrandom
    {.number = __NR_getrandom, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getresgid
    {.number = __NR_getresgid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getresuid
    {.number = __NR_getresuid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getrlimit
    {.number = __NR_getrlimit, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getrusage
    {.number = __NR_getrusage, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getsid
    {.number = __NR_getsid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getsockname
    {.number = __NR_getsockname, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getsockopt
    {.number = __NR_getsockopt, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_gettid
    {.number = __NR_gettid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_gettimeofday
    {.number = __NR_gettimeofday, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getuid
    {.number = __NR_getuid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_getxattr
    {.number = __NR_getxattr, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_init_module
    {.number = __NR_init_module, .flags = 0},
#endif
#ifdef __NR_inotify_add_watch
    {.number = __NR_inotify_add_watch, .flags = 0},
#endif
#ifdef __NR_inotify_init
    {.number = __NR_inotify_init, .flags = 0},
#endif
#ifdef __NR_inotify_init1
    {.number = __NR_inotify_init1, .flags = 0},
#endif
#ifdef __NR_inotify_rm_watch
    {.number = __NR_inotify_rm_watch, .flags = 0},
#endif
#ifdef __NR_io_cancel
    {.number = __NR_io_cancel, .flags = 0},
#endif
#ifdef __NR_io_destroy
    {.number = __NR_io_destroy, .flags = 0},
#endif
#ifdef __NR_io_getevents
    {.number = __NR_io_getevents, .flags = 0},
#endif
#ifdef __NR_io_pgetevents
    {.number = __NR_io_pgetevents, .flags = 0},
#endif
#ifdef __NR_io_setup
    {.number = __NR_io_setup, .flags = 0},
#endif
#ifdef __NR_io_submit
    {.number = __NR_io_submit, .flags = 0},
#endif
#ifdef __NR_io_uring_enter
    {.number = __NR_io_uring_enter, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_io_uring_register
    {.number = __NR_io_uring_register, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_io_uring_setup
    {.number = __NR_io_uring_setup, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_ioctl
    {.number = __NR_ioctl, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_ioperm
    {.number = __NR_ioperm, .flags = 0},
#endif
#ifdef __NR_iopl
    {.number = __NR_iopl, .flags = 0},
#endif
#ifdef __NR_ioprio_set
    {.number = __NR_ioprio_set, .flags = 0},
#endif
#ifdef __NR_kcmp
    {.number = __NR_kcmp, .flags = 0},
#endif
#ifdef __NR_kexec_file_load
    {.number = __NR_kexec_file_load, .flags = 0},
#endif
#ifdef __NR_kexec_load
    {.number = __NR_kexec_load, .flags = 0},
#endif
#ifdef __NR_keyctl
    {.number = __NR_keyctl, .flags = 0},
#endif
#ifdef __NR_kill
    {.number = __NR_kill, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_landlock_add_rule
    {.number = __NR_landlock_add_rule, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_landlock_create_ruleset
    {.number = __NR_landlock_create_ruleset, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_landlock_restrict_self
    {.number = __NR_landlock_restrict_self, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_lchown
    {.number = __NR_lchown, .flags = 0},
#endif
#ifdef __NR_lgetxattr
    {.number = __NR_lgetxattr, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_link
    {.number = __NR_link, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_linkat
    {.number = __NR_linkat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_listen
    {.number = __NR_listen, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_listmount
    {.number = __NR_listmount, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_listxattr
    {.number = __NR_listxattr, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_llistxattr
    {.number = __NR_llistxattr, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_lookup_dcookie
    {.number = __NR_lookup_dcookie, .flags = 0},
#endif
#ifdef __NR_lremovexattr
    {.number = __NR_lremovexattr, .flags = 0},
#endif
#ifdef __NR_lseek
    {.number = __NR_lseek, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_lsetxattr
    {.number = __NR_lsetxattr, .flags = 0},
#endif
#ifdef __NR_lsm_get_self_attr
    {.number = __NR_lsm_get_self_attr, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_lsm_list_modules
    {.number = __NR_lsm_list_modules, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_lsm_set_self_attr
    {.number = __NR_lsm_set_self_attr, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_lstat
    {.number = __NR_lstat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_madvise
    {.number = __NR_madvise, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_map_shadow_stack
    {.number = __NR_map_shadow_stack, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_mbind
    {.number = __NR_mbind, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_membarrier
    {.number = __NR_membarrier, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_memfd_create
    {.number = __NR_memfd_create, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_memfd_secret
    {.number = __NR_memfd_secret, .flags = 0},
#endif
#ifdef __NR_migrate_pages
    {.number = __NR_migrate_pages, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_mincore
    {.number = __NR_mincore, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_mkdir
    {.number = __NR_mkdir, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_mkdirat
    {.number = __NR_mkdirat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_mknod
    {.number = __NR_mknod, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_mknodat
    {.number = __NR_mknodat, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_mlock
    {.number = __NR_mlock, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_mlock2
    {.number = __NR_mlock2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_mlockall
    {.number = __NR_mlockall, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_mmap
    {.number = __NR_mmap, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_modify_ldt
    {.number = __NR_modify_ldt, .flags = 0},
#endif
#ifdef __NR_mount
    {.number = __NR_mount, .flags = 0},
#endif
#ifdef __NR_mount_setattr
    {.number = __NR_mount_setattr, .flags = 0},
#endif
#ifdef __NR_move_mount
    {.number = __NR_move_mount, .flags = 0},
#endif
#ifdef __NR_move_pages
    {.number = __NR_move_pages, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_mprotect
    {.number = __NR_mprotect, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_mq_getsetattr
    {.number = __NR_mq_getsetattr, .flags = 0},
#endif
#ifdef __NR_mq_notify
    {.number = __NR_mq_notify, .flags = 0},
#endif
#ifdef __NR_mq_open
    {.number = __NR_mq_open, .flags = 0},
#endif
#ifdef __NR_mq_timedreceive
    {.number = __NR_mq_timedreceive, .flags = 0},
#endif
#ifdef __NR_mq_timedsend
    {.number = __NR_mq_timedsend, .flags = 0},
#endif
#ifdef __NR_mq_unlink
    {.number = __NR_mq_unlink, .flags = 0},
#endif
#ifdef __NR_mremap
    {.number = __NR_mremap, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_mseal
    {.number = __NR_mseal, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_msgctl
    {.number = __NR_msgctl, .flags = 0},
#endif
#ifdef __NR_msgget
    {.number = __NR_msgget, .flags = 0},
#endif
#ifdef __NR_msgrcv
    {.number = __NR_msgrcv, .flags = 0},
#endif
#ifdef __NR_msgsnd
    {.number = __NR_msgsnd, .flags = 0},
#endif
#ifdef __NR_msync
    {.number = __NR_msync, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_munlock
    {.number = __NR_munlock, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_munlockall
    {.number = __NR_munlockall, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_munmap
    {.number = __NR_munmap, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_name_to_handle_at
    {.number = __NR_name_to_handle_at, .flags = 0},
#endif
#ifdef __NR_nanosleep
    {.number = __NR_nanosleep, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_newfstatat
    {.number = __NR_newfstatat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_open
    {.number = __NR_open, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_open_by_handle_at
    {.number = __NR_open_by_handle_at, .flags = 0},
#endif
#ifdef __NR_open_tree
    {.number = __NR_open_tree, .flags = 0},
#endif
#ifdef __NR_openat
    {.number = __NR_openat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_openat2
    {.number = __NR_openat2, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_pause
    {.number = __NR_pause, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_perf_event_open
    {.number = __NR_perf_event_open, .flags = 0},
#endif
#ifdef __NR_personality
    {.number = __NR_personality, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pidfd_getfd
    {.number = __NR_pidfd_getfd, .flags = 0},
#endif
#ifdef __NR_pidfd_open
    {.number = __NR_pidfd_open, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pidfd_send_signal
    {.number = __NR_pidfd_send_signal, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pipe
    {.number = __NR_pipe, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pipe2
    {.number = __NR_pipe2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pivot_root
    {.number = __NR_pivot_root, .flags = 0},
#endif
#ifdef __NR_pkey_alloc
    {.number = __NR_pkey_alloc, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pkey_free
    {.number = __NR_pkey_free, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pkey_mprotect
    {.number = __NR_pkey_mprotect, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_poll
    {.number = __NR_poll, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_ppoll
    {.number = __NR_ppoll, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_prctl
    {.number = __NR_prctl, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pread64
    {.number = __NR_pread64, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_preadv
    {.number = __NR_preadv, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_preadv2
    {.number = __NR_preadv2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_prlimit64
    {.number = __NR_prlimit64, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_process_madvise
    {.number = __NR_process_madvise, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_process_mrelease
    {.number = __NR_process_mrelease, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_process_vm_readv
    {.number = __NR_process_vm_readv, .flags = 0},
#endif
#ifdef __NR_process_vm_writev
    {.number = __NR_process_vm_writev, .flags = 0},
#endif
#ifdef __NR_pselect6
    {.number = __NR_pselect6, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_ptrace
    {.number = __NR_ptrace, .flags = 0},
#endif
#ifdef __NR_pwrite64
    {.number = __NR_pwrite64, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pwritev
    {.number = __NR_pwritev, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_pwritev2
    {.number = __NR_pwritev2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_quotactl
    {.number = __NR_quotactl, .flags = 0},
#endif
#ifdef __NR_quotactl_fd
    {.number = __NR_quotactl_fd, .flags = 0},
#endif
#ifdef __NR_read
    {.number = __NR_read, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_readahead
    {.number = __NR_readahead, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_readlink
    {.number = __NR_readlink, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_readlinkat
    {.number = __NR_readlinkat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_readv
    {.number = __NR_readv, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_reboot
    {.number = __NR_reboot, .flags = 0},
#endif
#ifdef __NR_recvfrom
    {.number = __NR_recvfrom, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_recvmmsg
    {.number = __NR_recvmmsg, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_recvmsg
    {.number = __NR_recvmsg, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_remap_file_pages
    {.number = __NR_remap_file_pages, .flags = 0},
#endif
#ifdef __NR_removexattr
    {.number = __NR_removexattr, .flags = 0},
#endif
#ifdef __NR_removexattrat
    {.number = __NR_removexattrat, .flags = 0},
#endif
#ifdef __NR_rename
    {.number = __NR_rename, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_renameat
    {.number = __NR_renameat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_renameat2
    {.number = __NR_renameat2, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_request_key
    {.number = __NR_request_key, .flags = 0},
#endif
#ifdef __NR_restart_syscall
    {.number = __NR_restart_syscall, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rmdir
    {.number = __NR_rmdir, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rseq
    {.number = __NR_rseq, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rt_sigaction
    {.number = __NR_rt_sigaction, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rt_sigpending
    {.number = __NR_rt_sigpending, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rt_sigprocmask
    {.number = __NR_rt_sigprocmask, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rt_sigqueueinfo
    {.number = __NR_rt_sigqueueinfo, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rt_sigreturn
    {.number = __NR_rt_sigreturn, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rt_sigsuspend
    {.number = __NR_rt_sigsuspend, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rt_sigtimedwait
    {.number = __NR_rt_sigtimedwait, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_rt_tgsigqueueinfo
    {.number = __NR_rt_tgsigqueueinfo, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_get_priority_max
    {.number = __NR_sched_get_priority_max, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_get_priority_min
    {.number = __NR_sched_get_priority_min, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_getaffinity
    {.number = __NR_sched_getaffinity, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_getattr
    {.number = __NR_sched_getattr, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_getparam
    {.number = __NR_sched_getparam, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_getscheduler
    {.number = __NR_sched_getscheduler, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_rr_get_interval
    {.number = __NR_sched_rr_get_interval, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_setaffinity
    {.number = __NR_sched_setaffinity, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_setattr
    {.number = __NR_sched_setattr, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_setparam
    {.number = __NR_sched_setparam, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_setscheduler
    {.number = __NR_sched_setscheduler, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sched_yield
    {.number = __NR_sched_yield, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_seccomp
    {.number = __NR_seccomp, .flags = 0},
#endif
#ifdef __NR_select
    {.number = __NR_select, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_semctl
    {.number = __NR_semctl, .flags = 0},
#endif
#ifdef __NR_semget
    {.number = __NR_semget, .flags = 0},
#endif
#ifdef __NR_semop
    {.number = __NR_semop, .flags = 0},
#endif
#ifdef __NR_semtimedop
    {.number = __NR_semtimedop, .flags = 0},
#endif
#ifdef __NR_sendfile
    {.number = __NR_sendfile, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sendmmsg
    {.number = __NR_sendmmsg, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sendmsg
    {.number = __NR_sendmsg, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sendto
    {.number = __NR_sendto, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_set_mempolicy
    {.number = __NR_set_mempolicy, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_set_mempolicy_home_node
    {.number = __NR_set_mempolicy_home_node, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_set_robust_list
    {.number = __NR_set_robust_list, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_set_tid_address
    {.number = __NR_set_tid_address, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_setdomainname
    {.number = __NR_setdomainname, .flags = 0},
#endif
#ifdef __NR_setfsgid
    {.number = __NR_setfsgid, .flags = 0},
#endif
#ifdef __NR_setfsuid
    {.number = __NR_setfsuid, .flags = 0},
#endif
#ifdef __NR_setgid
    {.number = __NR_setgid, .flags = 0},
#endif
#ifdef __NR_setgroups
    {.number = __NR_setgroups, .flags = 0},
#endif
#ifdef __NR_sethostname
    {.number = __NR_sethostname, .flags = 0},
#endif
#ifdef __NR_setitimer
    {.number = __NR_setitimer, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_setns
    {.number = __NR_setns, .flags = 0},
#endif
#ifdef __NR_setpgid
    {.number = __NR_setpgid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_setpriority
    {.number = __NR_setpriority, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_setregid
    {.number = __NR_setregid, .flags = 0},
#endif
#ifdef __NR_setresgid
    {.number = __NR_setresgid, .flags = 0},
#endif
#ifdef __NR_setresuid
    {.number = __NR_setresuid, .flags = 0},
#endif
#ifdef __NR_setreuid
    {.number = __NR_setreuid, .flags = 0},
#endif
#ifdef __NR_setrlimit
    {.number = __NR_setrlimit, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_setsid
    {.number = __NR_setsid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_setsockopt
    {.number = __NR_setsockopt, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_settimeofday
    {.number = __NR_settimeofday, .flags = 0},
#endif
#ifdef __NR_setuid
    {.number = __NR_setuid, .flags = 0},
#endif
#ifdef __NR_setxattr
    {.number = __NR_setxattr, .flags = 0},
#endif
#ifdef __NR_setxattrat
    {.number = __NR_setxattrat, .flags = 0},
#endif
#ifdef __NR_shmat
    {.number = __NR_shmat, .flags = 0},
#endif
#ifdef __NR_shmctl
    {.number = __NR_shmctl, .flags = 0},
#endif
#ifdef __NR_shmdt
    {.number = __NR_shmdt, .flags = 0},
#endif
#ifdef __NR_shmget
    {.number = __NR_shmget, .flags = 0},
#endif
#ifdef __NR_shutdown
    {.number = __NR_shutdown, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_sigaltstack
    {.number = __NR_sigaltstack, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_signalfd
    {.number = __NR_signalfd, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_signalfd4
    {.number = __NR_signalfd4, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_socket
    {.number = __NR_socket, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_socketpair
    {.number = __NR_socketpair, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_splice
    {.number = __NR_splice, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_stat
    {.number = __NR_stat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_statfs
    {.number = __NR_statfs, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_statmount
    {.number = __NR_statmount, .flags = FILTER_ABSENT},
#endif
#ifdef __NR_statx
    {.number = __NR_statx, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_swapoff
    {.number = __NR_swapoff, .flags = 0},
#endif
#ifdef __NR_swapon
    {.number = __NR_swapon, .flags = 0},
#endif
#ifdef __NR_symlink
    {.number = __NR_symlink, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_symlinkat
    {.number = __NR_symlinkat, .flags = FILTER_FOR_COMPILE},
#endif
#ifdef __NR_sync
    {.number = __NR_sync, .flags = 0},
#endif
#ifdef __NR_sync_file_range
    {.number = __NR_sync_file_range, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_syncfs
    {.number = __NR_syncfs, .flags = 0},
#endif
#ifdef __NR_sysfs
    {.number = __NR_sysfs, .flags = 0},
#endif
#ifdef __NR_sysinfo
    {.number = __NR_sysinfo, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_syslog
    {.number = __NR_syslog, .flags = 0},
#endif
#ifdef __NR_tee
    {.number = __NR_tee, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_tgkill
    {.number = __NR_tgkill, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_time
    {.number = __NR_time, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_timer_create
    {.number = __NR_timer_create, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_timer_delete
    {.number = __NR_timer_delete, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_timer_getoverrun
    {.number = __NR_timer_getoverrun, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_timer_gettime
    {.number = __NR_timer_gettime, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_timer_settime
    {.number = __NR_timer_settime, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_timerfd_create
    {.number = __NR_timerfd_create, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_timerfd_gettime
    {.number = __NR_timerfd_gettime, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_timerfd_settime
    {.number = __NR_timerfd_settime, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_times
    {.number = __NR_times, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_tkill
    {.number = __NR_tkill, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_truncate
    {.number = __NR_truncate, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_umask
    {.number = __NR_umask, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_umount2
    {.number = __NR_umount2, .flags = 0},
#endif
#ifdef __NR_uname
    {.number = __NR_uname, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_unlink
    {.number = __NR_unlink, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_unlinkat
    {.number = __NR_unlinkat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_unshare
    {.number = __NR_unshare, .flags = 0},
#endif
#ifdef __NR_uselib
    {.number = __NR_uselib, .flags = 0},
#endif
#ifdef __NR_userfaultfd
    {.number = __NR_userfaultfd, .flags = 0},
#endif
#ifdef __NR_utime
    {.number = __NR_utime, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_utimensat
    {.number = __NR_utimensat, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_utimes
    {.number = __NR_utimes, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_vfork
    {.number = __NR_vfork, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_vhangup
    {.number = __NR_vhangup, .flags = 0},
#endif
#ifdef __NR_vmsplice
    {.number = __NR_vmsplice, .flags = 0},
#endif
#ifdef __NR_wait4
    {.number = __NR_wait4, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_waitid
    {.number = __NR_waitid, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_write
    {.number = __NR_write, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
#ifdef __NR_writev
    {.number = __NR_writev, .flags = FILTER_FOR_COMPILE | FILTER_FOR_RUN},
#endif
};

const size_t filter_row_count = sizeof filter_rows / sizeof filter_rows[0];
