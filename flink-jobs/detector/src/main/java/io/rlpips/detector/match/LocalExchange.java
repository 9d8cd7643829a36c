package io.rlpips.detector.match;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Holds queries for the shards of a job where all of them run in the process that the query was made in: only its number
 * is sent then, and every shard takes the object itself. Through Flink's network stack a fingerprint of 128 KB is copied
 * twice by its sender and twice again by each shard. As soon as one shard runs elsewhere queries are sent whole.
 *
 * <p>Tasks find each other by the attempt of the job that they belong to. All of them are tied together by their streams,
 * so that they fail, end and begin again together: a number never outlives the attempt that it was given out by, and
 * what nobody has taken by then goes with the last task. No number is in a checkpoint, for those are aligned. Thread-safe.
 */
final class LocalExchange {
    /** So many at most: while shards are behind, what is sent whole makes those wait who send it. */
    static final int MOST_HELD = 256;

    private static final Map<Run, LocalExchange> EXCHANGES = new HashMap<>();

    private final Run run;
    private final Map<Long, Held> held = new ConcurrentHashMap<>();
    private final AtomicLong given = new AtomicLong();
    private final AtomicInteger shardsHere = new AtomicInteger();
    /** Of the job; known once one of them is here. */
    private volatile int shards;
    /** Senders and shards that are here. */
    private int tasks;

    /** One attempt of a job. */
    record Run(JobID job, int attempt) {
        private static Run of(RuntimeContext task) {
            return new Run(task.getJobInfo().getJobId(), task.getTaskInfo().getAttemptNumber());
        }
    }

    private record Held(Query query, AtomicInteger takers) {}

    private LocalExchange(Run run) {
        this.run = run;
    }

    /** @return for a task that makes queries, which closes it */
    static Sender sender(RuntimeContext task) {
        return sender(Run.of(task));
    }

    static Sender sender(Run run) {
        return joined(run).new Sender();
    }

    /** @return for a task that is a shard, which closes it */
    static Shard shard(RuntimeContext task) {
        return shard(Run.of(task), task.getTaskInfo().getNumberOfParallelSubtasks());
    }

    /** @param shards of the job */
    static Shard shard(Run run, int shards) {
        LocalExchange exchange = joined(run);
        exchange.shards = shards;
        exchange.shardsHere.incrementAndGet();
        return exchange.new Shard();
    }

    /** Where queries are handed in. */
    final class Sender implements AutoCloseable {
        private Sender() {}

        /** @return its number where the query is held for every shard of the job, nothing where it has to be sent */
        OptionalLong offer(Query query) {
            int takers = shardsHere.get();
            if (takers == 0 || takers != shards || held.size() >= MOST_HELD) {
                return OptionalLong.empty();
            }
            long number = given.incrementAndGet();
            held.put(number, new Held(query, new AtomicInteger(takers)));
            return OptionalLong.of(number);
        }

        @Override
        public void close() {
            leave();
        }
    }

    /** Where queries are taken. */
    final class Shard implements AutoCloseable {
        private Shard() {}

        /**
         * Once for each number that is received.
         *
         * @throws IllegalStateException when no query is held under it
         */
        Query take(long number) {
            Held found = held.get(number);
            if (found == null) {
                throw new IllegalStateException(
                        "query %d is not held in this process, attempt %d of job %s; %d others are"
                                .formatted(number, run.attempt(), run.job(), held.size()));
            }
            if (found.takers().decrementAndGet() == 0) {
                held.remove(number);
            }
            return found.query();
        }

        /** @return queries that some shard has yet to take */
        int held() {
            return held.size();
        }

        @Override
        public void close() {
            shardsHere.decrementAndGet();
            leave();
        }
    }

    private static LocalExchange joined(Run run) {
        synchronized (EXCHANGES) {
            LocalExchange exchange = EXCHANGES.computeIfAbsent(run, LocalExchange::new);
            exchange.tasks++;
            return exchange;
        }
    }

    private void leave() {
        synchronized (EXCHANGES) {
            tasks--;
            if (tasks == 0) {
                EXCHANGES.remove(run);
            }
        }
    }
}
