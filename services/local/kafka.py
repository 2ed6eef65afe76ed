"""Real Apache Kafka, one node, on the loopback.

Topics are kept for ever and never appear by themselves. At the first clean stop, Java keeps what it learned
next to the jars (its ahead-of-time cache), and starts Kafka in half the time from then on.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from services.local.child import Child, Program, spawn
from services.local.folder import Folder, claim
from services.local.jars import VERSION, class_path
from services.local.java import find_java
from services.local.ports import LOOPBACK, answers, choose_port

PROGRAM_NAME = "Apache Kafka"
CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw"
READY_WITHIN = 90.0
FLAGS = (
    *("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
    *("-XX:+IgnoreUnrecognizedVMOptions", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
)
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    # An alert and what was answered stay, however long the laptop was closed; so do the consumers' places.
    "log.retention.ms": "-1",
    "offsets.retention.minutes": "5256000",
    # There is one node.
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    # After a kill -9 the new broker waits until the old one's session has run out.
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "500",
    # The default takes 128 MB for compacting.
    "log.cleaner.dedupe.buffer.size": "4194304",
}


@dataclass(frozen=True)
class RunningKafka:
    servers: str
    child: Child
    folder: Folder
    lessons: "Lessons"

    def stop(self) -> None:
        self.child.stop()
        self.lessons.keep()
        self.folder.release()


@dataclass(frozen=True)
class Lessons:
    """What Java learned about starting Kafka: written at a first clean stop, read at every later start."""

    kept: Path | None

    @property
    def unfinished(self) -> Path | None:
        return self.kept and self.kept.with_suffix(f".{os.getpid()}")

    @property
    def flags(self) -> tuple[str, ...]:
        if self.kept is None:
            return ()
        return (
            (f"-XX:AOTCache={self.kept}",)
            if self.kept.exists()
            else (f"-XX:AOTCacheOutput={self.unfinished}",)
        )

    def keep(self) -> None:
        """A kill in the middle of writing leaves no half file under the name that is read."""
        if self.kept and self.unfinished:
            with suppress(FileNotFoundError):
                self.unfinished.rename(self.kept)


def start_kafka(
    home: Path,
    *,
    port: int | None = None,
    cache: Path | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> RunningKafka:
    """Start Kafka on the data in `home`, made there if it is the first time."""
    java = find_java()
    port = choose_port(PROGRAM_NAME, port)
    cache = cache or user_cache_path("safety-cascade")
    folder = claim(home.absolute())
    try:
        command = (str(java.path), *FLAGS, "-cp", os.pathsep.join(map(str, class_path(cache, progress))))
        if not (folder.path / "data").exists():
            progress("Preparing Kafka's folder (once)")
            _format(command, folder)
        lessons = Lessons(cache / f"kafka-{VERSION}-java-{java.build}.aot" if java.build else None)
        child = _serve((*command[:1], *lessons.flags, *command[1:]), folder, port)
    except BaseException:
        folder.release()
        raise
    return RunningKafka(f"{LOOPBACK}:{port}", child, folder, lessons)


def _format(command: tuple[str, ...], folder: Folder) -> None:
    """Make the data aside and move it into place when it is whole."""
    unfinished = folder.path / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    settings = _write_settings(folder.path, unfinished, 0, 1)
    tool = ("kafka.tools.StorageTool", "format", "--cluster-id", CLUSTER_ID, "--config", str(settings))
    log = folder.path / "create.log"
    spawn(Program(PROGRAM_NAME, (*command, *tool), log), folder).wait_to_succeed()
    unfinished.rename(folder.path / "data")


def _serve(command: tuple[str, ...], folder: Folder, port: int) -> Child:
    settings = _write_settings(folder.path, folder.path / "data", port, choose_port("Kafka's controller"))
    program = Program(PROGRAM_NAME, (*command, "kafka.Kafka", str(settings)), folder.path / "log")
    child = spawn(program, folder)
    child.wait_until(lambda: answers(port), READY_WITHIN)
    return child


def _write_settings(home: Path, data: Path, port: int, controller: int) -> Path:
    broker = f"PLAINTEXT://{LOOPBACK}:{port}"
    lines = SETTINGS | {
        "log.dirs": str(data),
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "listeners": f"{broker},CONTROLLER://{LOOPBACK}:{controller}",
        "advertised.listeners": broker,
    }
    file = home / "server.properties"
    file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    return file
