package io.rlpips.local.bench;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Collects the verdicts on uploads of which none may be rejected. For one thread; the creator closes it. */
final class DecisionReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK_AFTER_HEALTH = Duration.ofSeconds(1);

    private final Reader<Verdict> verdicts;
    private final Reader<Reject> rejects;
    private final Runnable health;
    /** By the uploads' numbers; hundreds of thousands should not look like memory of the detector's. */
    private final BitSet seen = new BitSet();

    /** @param health throws where waiting longer is in vain */
    DecisionReader(Broker broker, Runnable health) {
        this.verdicts = broker.readerFromNow(Subjects.VERDICTS);
        this.rejects = broker.readerFromNow(Subjects.REJECTS);
        this.health = health;
    }

    /**
     * Waits for verdicts on that many more uploads.
     *
     * @param pause between two looks, which spares the processor; zero to have every verdict at once
     * @param progress told how many there are
     */
    List<Decided> await(int count, Duration pause, IntConsumer progress) {
        return await(count, pause, PATIENCE, progress);
    }

    /** @param patience longest time without a verdict */
    List<Decided> await(int count, Duration pause, Duration patience, IntConsumer progress) {
        List<Decided> decided = new ArrayList<>(count);
        long progressNanos = System.nanoTime();
        long healthNanos = progressNanos;
        while (decided.size() < count) {
            int before = decided.size();
            verdicts.poll(POLL).forEach(arrival -> note(arrival, decided));
            rejects.poll(Duration.ZERO).forEach(DecisionReader::refuse);
            long now = System.nanoTime();
            if (decided.size() > before) {
                progressNanos = now;
                progress.accept(decided.size());
            }
            if (now - healthNanos > LOOK_AFTER_HEALTH.toNanos()) {
                healthNanos = now;
                requireProgress(now - progressNanos, patience, decided.size(), count);
            }
            if (!pause.isZero()) {
                LockSupport.parkNanos(pause.toNanos());
            }
        }
        return decided;
    }

    @Override
    public void close() {
        verdicts.close();
        rejects.close();
    }

    /** After a failure a decision may be repeated where it is delivered at least once. */
    private void note(Arrival<Verdict> arrival, List<Decided> decided) {
        if (!PipelineUploads.isOne(arrival.value().getUploadId())) {
            return;
        }
        Decided one = Decided.of(arrival.value(), System.currentTimeMillis());
        if (!seen.get(one.upload())) {
            seen.set(one.upload());
            decided.add(one);
        }
    }

    private static void refuse(Arrival<Reject> arrival) {
        throw new RlpipsException(
                FailureCategory.INTERNAL,
                "a record was rejected: %s: %s"
                        .formatted(
                                arrival.value().getCategory(), arrival.value().getMessage()));
    }

    private void requireProgress(long silentNanos, Duration patience, int decided, int count) {
        health.run();
        if (silentNanos > patience.toNanos()) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "no verdict arrived for %d s; %d of %d uploads are judged"
                            .formatted(patience.toSeconds(), decided, count));
        }
    }
}
