package io.rlpips.detector.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Holds records for tasks of the process that they were made in, as long as all tasks that need such records run there:
 * only a record's number is sent then, and who receives the number takes the object itself. Through Flink's network stack
 * a fingerprint of 128 KB is copied twice by its sender and twice again by each receiver. As soon as one of the tasks runs
 * elsewhere records are sent whole.
 *
 * <p>Tasks find each other by the attempt of the job that they belong to. All of them are tied together by their streams,
 * so that they fail, end and begin again together: a number never outlives the attempt that it was given out by, and
 * what nobody has taken by then goes with the last task. No number is in a checkpoint, for those are aligned. Thread-safe.
 *
 * @param <T> of the records
 */
final class LocalExchange<T> {
    /**
     * So many of one sender at most; then it waits, as it does for Flink's own buffers. Each has room of its own: a
     * receiver that has the barrier of one and awaits that of the other takes nothing of the first, which must not keep the
     * other from sending what comes before its barrier.
     */
    static final int ROOM = 32;

    private static final Map<Key, LocalExchange<?>> EXCHANGES = new HashMap<>();

    private final Key key;
    private final Map<Long, Held<T>> held = new ConcurrentHashMap<>();
    private final AtomicLong given = new AtomicLong();
    private final AtomicInteger receiversHere = new AtomicInteger();
    /** Of the job; known once one of them is here. */
    private volatile int receivers;
    /** Senders and receivers that are here. */
    private int tasks;

    /**
     * One attempt of a job, and one kind of records.
     *
     * @param name of the {@link Handover}
     */
    record Key(JobID job, int attempt, String name) {
        private static Key of(RuntimeContext task, String name) {
            return new Key(task.getJobInfo().getJobId(), task.getTaskInfo().getAttemptNumber(), name);
        }
    }

    private record Held<T>(T value, AtomicInteger takers, Semaphore room) {}

    private LocalExchange(Key key) {
        this.key = key;
    }

    static <T> LocalExchange<T>.Sending sender(RuntimeContext task, String name) {
        return sender(Key.of(task, name));
    }

    static <T> LocalExchange<T>.Sending sender(Key key) {
        LocalExchange<T> exchange = joined(key);
        return exchange.new Sending();
    }

    static <T> LocalExchange<T>.Receiving receiver(RuntimeContext task, String name) {
        return receiver(Key.of(task, name), task.getTaskInfo().getNumberOfParallelSubtasks());
    }

    /** @param receivers of the job, wherever they run */
    static <T> LocalExchange<T>.Receiving receiver(Key key, int receivers) {
        LocalExchange<T> exchange = joined(key);
        exchange.receivers = receivers;
        exchange.receiversHere.incrementAndGet();
        return exchange.new Receiving();
    }

    /** Where one task hands records in; it closes it. */
    final class Sending implements AutoCloseable {
        private final Semaphore room = new Semaphore(ROOM);

        private Sending() {}

        /**
         * @param toAll whether every receiver takes it, or one
         * @return its number where the record is held, nothing where it has to be sent
         * @throws InterruptedException when the task is cancelled while receivers are behind
         */
        OptionalLong offer(T value, boolean toAll) throws InterruptedException {
            int here = receiversHere.get();
            if (here == 0 || here != receivers) {
                return OptionalLong.empty();
            }
            room.acquire();
            long number = given.incrementAndGet();
            held.put(number, new Held<>(value, new AtomicInteger(toAll ? here : 1), room));
            return OptionalLong.of(number);
        }

        @Override
        public void close() {
            leave();
        }
    }

    /** Where one task takes records; it closes it. */
    final class Receiving implements AutoCloseable {
        private Receiving() {}

        /**
         * Once for each number that is received.
         *
         * @throws IllegalStateException when nothing is held under it
         */
        T take(long number) {
            Held<T> found = held.get(number);
            if (found == null) {
                throw new IllegalStateException(
                        "record %d of '%s' is not held in this process, %d others of attempt %d of job %s are"
                                .formatted(number, key.name(), held.size(), key.attempt(), key.job()));
            }
            if (found.takers().decrementAndGet() == 0) {
                held.remove(number);
                found.room().release();
            }
            return found.value();
        }

        int held() {
            return held.size();
        }

        @Override
        public void close() {
            receiversHere.decrementAndGet();
            leave();
        }
    }

    @SuppressWarnings("unchecked") // a name belongs to one handover, and so to one kind of records
    private static <T> LocalExchange<T> joined(Key key) {
        synchronized (EXCHANGES) {
            LocalExchange<T> exchange = (LocalExchange<T>) EXCHANGES.computeIfAbsent(key, LocalExchange::new);
            exchange.tasks++;
            return exchange;
        }
    }

    private void leave() {
        synchronized (EXCHANGES) {
            tasks--;
            if (tasks == 0) {
                EXCHANGES.remove(key);
            }
        }
    }
}
