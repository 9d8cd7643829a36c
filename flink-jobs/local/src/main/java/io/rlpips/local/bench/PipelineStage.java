package io.rlpips.local.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Who uses a processor while uploads are judged, told by the names of threads. A thread of a Flink task carries the name
 * of the task's operators; what is handed from one task to the next is written by the one and read by the other, on their
 * threads. The first constant that knows the name has the thread.
 */
public enum PipelineStage {
    BENCHMARK("reads the decisions, for these figures", "main", "rlpips-bench"),
    RUNTIME(
            "Flink around the tasks: coordination, timers, checkpoints",
            "OutputFlusher",
            "Time Trigger",
            "System Time Trigger",
            "AsyncOperations",
            "Checkpoint Timer",
            "SourceCoordinator",
            "IOManager",
            "flink-",
            "Flink-",
            "jobmanager",
            "taskmanager",
            "resourcemanager",
            "mini-cluster",
            "kafka-admin-client-thread"),
    REFERENCES(
            "the job that registers references, idle here",
            "references: ",
            "register ",
            "model status",
            "Source: references",
            "Source Data Fetcher for Source: references",
            "kafka-producer-network-thread | producer-rlpips-references"),
    READ(
            "fetches uploads and control records from the broker, decodes the latter, holds uploads at the gate",
            "Source",
            "gate ",
            "fingerprints: "),
    CANONICALISE("reads the records and makes masters: decode, borders, resize", "uploads: read"),
    EMBED("hands pictures to the network and fingerprints on", "uploads: receive"),
    INFERENCE("runs the network and the projection", "rlpips-inference"),
    SEARCH("looks for references, measures survivors", "shard "),
    DECIDE(
            "merges, judges, guards, writes decisions",
            "merge ",
            "guard ",
            "reviews: ",
            "reject ",
            "kafka-producer-network-thread | producer-rlpips-detector"),
    BROKER(
            "Kafka",
            "data-plane-kafka",
            "kafka-1-",
            "kafka-scheduler",
            "kafka-log-cleaner",
            "broker-1-",
            "controller-1-",
            "quorum-controller",
            "group-coordinator",
            "share-",
            "transaction-log-manager",
            "raft-",
            "executor-",
            "ExpirationReaper",
            "TxnMarkerSender",
            "AddPartitionsToTxn"),
    OTHER("threads of Java that are none of these", ""),
    COMPILER("compiles what is new to the process, less the longer it runs"),
    GARBAGE_COLLECTION("frees memory"),
    STATE_FILES("writes and merges the files of Flink's state in RocksDB"),
    VIRTUAL_MACHINE("what else is no thread of Java");

    private static final String COMPILERS = "C[12] Compiler.*";
    private static final String COLLECTORS = "(GC Thread|G1 ).*";
    private static final String ROCKSDB = "rocksdb:";

    private final String does;
    private final List<String> starts;

    PipelineStage(String does, String... starts) {
        this.does = does;
        this.starts = List.of(starts);
    }

    /** @return what is done there, for people */
    public String does() {
        return does;
    }

    /** @param name of a thread of the virtual machine, as the operating system has it: 15 characters at most */
    static Optional<PipelineStage> ofNativeThread(String name) {
        if (name.matches(COMPILERS)) {
            return Optional.of(COMPILER);
        }
        if (name.matches(COLLECTORS)) {
            return Optional.of(GARBAGE_COLLECTION);
        }
        return name.startsWith(ROCKSDB) ? Optional.of(STATE_FILES) : Optional.empty();
    }

    /** @param name of a thread of Java */
    static PipelineStage ofThread(String name) {
        return Arrays.stream(values())
                .filter(stage -> stage.starts.stream().anyMatch(name::startsWith))
                .findFirst()
                .orElse(OTHER);
    }
}
