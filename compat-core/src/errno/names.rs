// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The numbers that have names.

use super::Errno;

macro_rules! names {
    ($($name:ident = $number:literal, $meaning:literal;)*) => {
        impl Errno {
            $(
                #[doc = concat!($meaning, " (", $number, ")")]
                pub const $name: Self = Self::known($number);
            )*

            /// Its name and what it means; none: the kernel has no name for the number.
            #[inline]
            pub(super) const fn words(self) -> Option<(&'static str, &'static str)> {
                match self.number() {
                    $($number => Some((stringify!($name), $meaning)),)*
                    _ => None,
                }
            }
        }
    };
}

// include/uapi/asm-generic/errno-base.h and errno.h, which x86, arm, arm64, powerpc and riscv share, and
// include/linux/errno.h for those from 512 on, which user space never sees.
names! {
    EPERM = 1, "operation not permitted";
    ENOENT = 2, "no such file or directory";
    ESRCH = 3, "no such process";
    EINTR = 4, "interrupted by a signal";
    EIO = 5, "input or output failed";
    ENXIO = 6, "no such device or address";
    E2BIG = 7, "too long a list of arguments";
    ENOEXEC = 8, "not an executable format";
    EBADF = 9, "bad file descriptor";
    ECHILD = 10, "no child processes";
    EAGAIN = 11, "try again";
    ENOMEM = 12, "out of memory";
    EACCES = 13, "permission denied";
    EFAULT = 14, "bad address";
    ENOTBLK = 15, "not a block device";
    EBUSY = 16, "device or resource busy";
    EEXIST = 17, "it exists";
    EXDEV = 18, "link across devices";
    ENODEV = 19, "no such device";
    ENOTDIR = 20, "not a directory";
    EISDIR = 21, "is a directory";
    EINVAL = 22, "invalid argument";
    ENFILE = 23, "too many open files in the system";
    EMFILE = 24, "too many open files";
    ENOTTY = 25, "no such ioctl for the device";
    ETXTBSY = 26, "text file busy";
    EFBIG = 27, "file too large";
    ENOSPC = 28, "no space left on the device";
    ESPIPE = 29, "cannot seek";
    EROFS = 30, "read-only file system";
    EMLINK = 31, "too many links";
    EPIPE = 32, "broken pipe";
    EDOM = 33, "argument out of domain";
    ERANGE = 34, "result out of range";
    EDEADLK = 35, "a deadlock would occur";
    ENAMETOOLONG = 36, "file name too long";
    ENOLCK = 37, "no locks available";
    ENOSYS = 38, "no such system call";
    ENOTEMPTY = 39, "directory not empty";
    ELOOP = 40, "too many symbolic links";
    ENOMSG = 42, "no message of that type";
    EIDRM = 43, "identifier removed";
    ECHRNG = 44, "channel number out of range";
    EL2NSYNC = 45, "level 2 not synchronised";
    EL3HLT = 46, "level 3 halted";
    EL3RST = 47, "level 3 reset";
    ELNRNG = 48, "link number out of range";
    EUNATCH = 49, "protocol driver not attached";
    ENOCSI = 50, "no CSI structure available";
    EL2HLT = 51, "level 2 halted";
    EBADE = 52, "invalid exchange";
    EBADR = 53, "invalid request descriptor";
    EXFULL = 54, "exchange full";
    ENOANO = 55, "no anode";
    EBADRQC = 56, "invalid request code";
    EBADSLT = 57, "invalid slot";
    EBFONT = 59, "bad font file";
    ENOSTR = 60, "not a stream";
    ENODATA = 61, "no data available";
    ETIME = 62, "timer expired";
    ENOSR = 63, "out of stream resources";
    ENONET = 64, "not on the network";
    ENOPKG = 65, "package not installed";
    EREMOTE = 66, "object is remote";
    ENOLINK = 67, "link severed";
    EADV = 68, "advertise error";
    ESRMNT = 69, "srmount error";
    ECOMM = 70, "communication error on send";
    EPROTO = 71, "protocol error";
    EMULTIHOP = 72, "multihop attempted";
    EDOTDOT = 73, "RFS error";
    EBADMSG = 74, "bad message";
    EOVERFLOW = 75, "value too large for its type";
    ENOTUNIQ = 76, "name not unique on the network";
    EBADFD = 77, "file descriptor in a bad state";
    EREMCHG = 78, "remote address changed";
    ELIBACC = 79, "a needed shared library cannot be accessed";
    ELIBBAD = 80, "corrupted shared library";
    ELIBSCN = 81, "corrupted .lib section";
    ELIBMAX = 82, "too many shared libraries";
    ELIBEXEC = 83, "a shared library cannot be executed";
    EILSEQ = 84, "illegal byte sequence";
    ERESTART = 85, "system call to be restarted";
    ESTRPIPE = 86, "stream pipe error";
    EUSERS = 87, "too many users";
    ENOTSOCK = 88, "not a socket";
    EDESTADDRREQ = 89, "destination address required";
    EMSGSIZE = 90, "message too long";
    EPROTOTYPE = 91, "wrong protocol for the socket";
    ENOPROTOOPT = 92, "protocol option not available";
    EPROTONOSUPPORT = 93, "protocol not supported";
    ESOCKTNOSUPPORT = 94, "socket type not supported";
    EOPNOTSUPP = 95, "operation not supported";
    EPFNOSUPPORT = 96, "protocol family not supported";
    EAFNOSUPPORT = 97, "address family not supported";
    EADDRINUSE = 98, "address in use";
    EADDRNOTAVAIL = 99, "address not available";
    ENETDOWN = 100, "network down";
    ENETUNREACH = 101, "network unreachable";
    ENETRESET = 102, "connection dropped by a network reset";
    ECONNABORTED = 103, "connection aborted";
    ECONNRESET = 104, "connection reset by the peer";
    ENOBUFS = 105, "no buffer space";
    EISCONN = 106, "connected already";
    ENOTCONN = 107, "not connected";
    ESHUTDOWN = 108, "endpoint shut down";
    ETOOMANYREFS = 109, "too many references";
    ETIMEDOUT = 110, "timed out";
    ECONNREFUSED = 111, "connection refused";
    EHOSTDOWN = 112, "host down";
    EHOSTUNREACH = 113, "no route to the host";
    EALREADY = 114, "in progress already";
    EINPROGRESS = 115, "in progress";
    ESTALE = 116, "stale file handle";
    EUCLEAN = 117, "structure needs cleaning";
    ENOTNAM = 118, "not a XENIX named type file";
    ENAVAIL = 119, "no XENIX semaphores available";
    EISNAM = 120, "is a named type file";
    EREMOTEIO = 121, "remote input or output failed";
    EDQUOT = 122, "quota exceeded";
    ENOMEDIUM = 123, "no medium";
    EMEDIUMTYPE = 124, "wrong type of medium";
    ECANCELED = 125, "cancelled";
    ENOKEY = 126, "key not available";
    EKEYEXPIRED = 127, "key expired";
    EKEYREVOKED = 128, "key revoked";
    EKEYREJECTED = 129, "key rejected";
    EOWNERDEAD = 130, "owner died";
    ENOTRECOVERABLE = 131, "state not recoverable";
    ERFKILL = 132, "switched off by RF-kill";
    EHWPOISON = 133, "memory page with a hardware error";
    ERESTARTSYS = 512, "restart the system call after a signal, if the handler allows";
    ERESTARTNOINTR = 513, "restart the system call after a signal";
    ERESTARTNOHAND = 514, "restart the system call unless there is a handler";
    ENOIOCTLCMD = 515, "no such ioctl command";
    ERESTART_RESTARTBLOCK = 516, "restart by restart_syscall";
    EPROBE_DEFER = 517, "probe again later";
    EOPENSTALE = 518, "stale dentry found by open";
    ENOPARAM = 519, "parameter not supported";
    EBADHANDLE = 521, "bad NFS file handle";
    ENOTSYNC = 522, "update not synchronised";
    EBADCOOKIE = 523, "stale cookie";
    ENOTSUPP = 524, "operation not supported";
    ETOOSMALL = 525, "buffer or request too small";
    ESERVERFAULT = 526, "untranslatable error";
    EBADTYPE = 527, "type not supported by the server";
    EJUKEBOX = 528, "takes long, try later";
    EIOCBQUEUED = 529, "queued, completion will follow";
    ERECALLCONFLICT = 530, "conflict with recalled state";
    ENOGRACE = 531, "no grace period";
}
