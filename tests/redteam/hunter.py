# ruff: noqa: PTH108, PTH115, PTH116, PTH118, PTH123, PTH208, SIM115
"""Student code that looks for markers wherever a process can look; ``test_canary`` puts it into a notebook.

A marker comes in two halves, so that neither this text nor this process's memory holds one that was not there
before. Findings are texts ``marker: place``, by the channel through which they were found.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import socket
import stat
import subprocess
import sys

CHUNK = 2**22


class Hunter:
    """Halves of the markers by their name, folders to skip, addresses to try."""

    def __init__(self, halves, skipped, addresses):
        self.halves = {name: tuple(half.encode() for half in both) for name, both in halves.items()}
        self.skipped = skipped
        self.addresses = addresses
        self.scanned = 0
        self.text = open("data/control.txt", encoding="utf-8").read()  # in memory, and an object's
        self.descriptor = os.open("data/control.txt", os.O_RDONLY)

    def hunt(self):
        child = subprocess.Popen(["sleep", "60"], env={"CONTROL": self.text})
        try:
            searches = [
                *(self.files, self.environment, self.processes, self.memory, self.descriptors),
                *(self.objects, self.modules, self.network, self.kernel, self.deeper),
            ]
            return {search.__name__: sorted(set(search())) for search in searches}
        finally:
            child.kill()
            child.wait()

    def search(self, data, place):
        for name, (first, second) in self.halves.items():
            start = data.find(first)
            while start >= 0:
                if data[start + len(first) : start + len(first) + len(second)] == second:
                    yield f"{name}: {place}"
                    break
                start = data.find(first, start + 1)

    def files(self):
        """Names and contents of every file that can be read."""
        for folder, folders, names in os.walk("/"):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in self.skipped]
            yield from self.search(
                " ".join([*folders, *names]).encode(errors="replace"), f"names in {folder}"
            )
            for name in names:
                path = os.path.join(folder, name)
                try:
                    if stat.S_ISREG(os.stat(path).st_mode):
                        with open(path, "rb") as file:
                            yield from self.search(file.read(), path)
                except OSError:
                    continue

    def environment(self):
        yield from self.search(repr(dict(os.environ)).encode(), "os.environ")

    def processes(self):
        """What other processes show; a line for each process that is neither this one nor its child."""
        for pid in filter(str.isdigit, os.listdir("/proc")):
            for name in ("environ", "cmdline", "maps", "cwd", "root"):
                path = f"/proc/{pid}/{name}"
                try:
                    data = os.readlink(path).encode() if name in ("cwd", "root") else open(path, "rb").read()
                except OSError:
                    continue
                yield from self.search(data, name)
            if parent_of(int(pid)) != os.getpid() and int(pid) != os.getpid():
                yield f"another process: {pid}"
        for pid in range(2, 2000):
            try:
                os.kill(pid, 0)
            except OSError:
                continue
            if parent_of(pid) != os.getpid():
                yield f"another process can be signalled: {pid}"
        if os.getppid() > 0 and ctypes.CDLL(None).ptrace(16, os.getppid(), None, None) == 0:
            yield "the parent can be traced"

    def memory(self):
        """All of this process's memory; the kernel copies it, so that a hole is an error, no crash."""
        with open("/proc/self/maps", encoding="utf-8") as maps:
            lines = maps.read().splitlines()
        write = ctypes.CDLL(None).write
        copy = os.open("/tmp/copy", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        os.unlink("/tmp/copy")
        for line in lines:
            area, rights, *_ = line.split()
            start, end = (int(address, 16) for address in area.split("-"))
            for address in range(start, end, CHUNK) if "r" in rights else ():
                os.lseek(copy, 0, os.SEEK_SET)
                size = min(CHUNK + 100, end - address)
                count = write(copy, ctypes.c_void_p(address), ctypes.c_size_t(size))
                if count > 0:
                    self.scanned += count
                    yield from self.search(os.pread(copy, count, 0), "memory")
        os.close(copy)
        if self.scanned < 2**25:
            yield f"only {self.scanned} bytes could be read"

    def descriptors(self):
        """What can be read from open descriptors; a line for each that is not nothing, ours or the wire."""
        wires = 0
        for descriptor in map(int, os.listdir("/proc/self/fd")):
            try:
                kind = os.fstat(descriptor).st_mode
            except OSError:
                continue  # the listing's own
            target = os.readlink(f"/proc/self/fd/{descriptor}")
            if stat.S_ISSOCK(kind):
                wires += 1
                with socket.socket(fileno=os.dup(descriptor)) as wire:
                    yield from self.search(repr((wire.getpeername(), wire.getsockname())).encode(), "address")
                    try:
                        yield from self.search(
                            wire.recv(CHUNK, socket.MSG_DONTWAIT | socket.MSG_PEEK), "wire"
                        )
                    except BlockingIOError:
                        continue
            elif stat.S_ISREG(kind):
                yield from self.search(os.pread(descriptor, CHUNK, 0), f"descriptor of {target}")
            elif target != "/dev/null":
                yield f"a descriptor of {target}"
        if wires != 1:
            yield f"{wires} sockets"

    def objects(self):
        """Texts that Python's own objects hold, and frames' variables."""
        for value in gc.get_referents(*gc.get_objects()):
            if type(value) in (str, bytes):
                data = value if type(value) is bytes else value.encode(errors="replace")
                yield from self.search(data, "an object")
        for frame in sys._current_frames().values():
            while frame is not None:
                yield from self.search(repr(list(frame.f_locals)).encode(), frame.f_code.co_filename)
                frame = frame.f_back

    def modules(self):
        """Parts of the grader beside the candidate's, loaded or loadable."""
        for name in sys.modules:
            if name.startswith("autograder.") and not name.startswith("autograder.candidate"):
                yield f"loaded: {name}"
        for name in ("examiner", "authoring", "engine", "gradebook", "sandbox", "submissions"):
            if importlib.util.find_spec(f"autograder.{name}"):
                yield f"loadable: {name}"
        otter = importlib.import_module("otter").__file__
        if "candidate/stubs" not in otter:
            yield f"the real otter: {otter}"

    def network(self):
        """A line for each address that answers, and each interface beside an idle loopback."""
        for family, kind, address in self.addresses:
            with socket.socket(getattr(socket, family), getattr(socket, kind)) as client:
                client.settimeout(2)
                try:
                    client.connect(tuple(address) if isinstance(address, list) else address)
                except OSError:
                    continue
                yield f"connected: {address!r}"
        with open("/proc/net/dev", encoding="utf-8") as interfaces:
            names = [line.partition(":")[0].strip() for line in interfaces if ":" in line]
        yield from (f"interface: {name}" for name in names if name != "lo")
        try:
            socket.getaddrinfo("example.org", 80)
            yield "a name was resolved"
        except OSError:
            pass

    def kernel(self):
        """What the kernel keeps beyond files: keys, shared memory, sockets, mounts."""
        for name in ("keys", "sysvipc/shm", "sysvipc/msg", "net/unix", "net/tcp", "self/mountinfo", "locks"):
            try:
                with open(f"/proc/{name}", "rb") as file:
                    yield from self.search(file.read(), name)
            except OSError:
                continue

    def deeper(self):
        """What lies under the mounts that cover it, seen by root of one more user namespace."""
        script = "for m in /proc /tmp /dev/shm /dev /; do umount $m && echo uncovered: $m; "
        script += "[ -w $m ] || { mount -o remount,rw,bind $m && echo remounted: $m; }; done; "
        script += "cat /proc/*/environ; ls -R /tmp"
        command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
        run = subprocess.run(command, capture_output=True)
        yield from self.search(run.stdout, "deeper")
        said = run.stdout.decode(errors="replace").splitlines()
        yield from (line for line in said if line.startswith(("uncovered: ", "remounted: ")))


def parent_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return None
