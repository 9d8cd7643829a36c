package io.rlpips.local.web;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.RawTopic;
import io.rlpips.local.exchange.Reader;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the console knows of the stream: read from the broker by one thread of its own, asked by many. It holds the newest
 * {@value #MOST_ALERTS} alerts, also those of before it was opened, and counts from then on. Thread-safe; the creator
 * closes it.
 */
final class LiveView implements AutoCloseable {
    static final int MOST_ALERTS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long TICK_NANOS = 1_000_000_000L;
    private static final long CLOSING_MS = 5_000;

    private final long openedAtMillis = System.currentTimeMillis();
    private final NewestAlerts alerts = new NewestAlerts(MOST_ALERTS);
    private final PendingLookups lookups = new PendingLookups();
    private final ArrivalRate arrivals = new ArrivalRate();
    private final Map<String, Long> decisions = new LinkedHashMap<>();
    private final Map<String, Long> matches = new LinkedHashMap<>();
    private final Map<String, Long> rejections = new LinkedHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final String uploadsTopic;
    private final UndecidedUploads undecidedUploads;
    private final boolean unread;
    private final Topics topics;
    private final Thread thread;
    private long undecided;
    private long answered;
    private long unreadable;
    private String trouble = "";
    private volatile boolean closing;

    /** Only the thread touches them once it runs. */
    private record Topics(
            RawTopic uploads,
            Reader<Verdict> verdicts,
            Reader<Alert> alerts,
            Reader<Reject> rejects,
            Reader<Review> reviews)
            implements AutoCloseable {
        @Override
        public void close() {
            List.of(uploads, verdicts, alerts, rejects, reviews).forEach(topic -> close(topic));
        }

        private static void close(AutoCloseable topic) {
            try {
                topic.close();
            } catch (Exception e) {
                LOG.warn("a topic was not closed: {}", e.getMessage(), e);
            }
        }
    }

    /**
     * Opens the view: what there is to see of before has been read when this returns.
     *
     * @param uploadsGroup the detector's consumer group of uploads; what it has read counts as decided
     * @throws RlpipsException FETCH_FAILED where the broker does not answer or lacks a topic
     */
    LiveView(Broker broker, String uploadsGroup) {
        uploadsTopic = Subjects.UPLOADS.topic(broker.topicPrefix());
        undecidedUploads = new UndecidedUploads(broker.committed(Subjects.UPLOADS, uploadsGroup));
        Reader<Alert> before = broker.readerOfLast(Subjects.ALERTS, MOST_ALERTS).passingOver(this::passOver);
        unread = before.placesBefore() > 0;
        before.readToEnd().stream()
                .filter(arrival -> !lookup(arrival))
                .filter(arrival -> !arrival.tombstone())
                .forEach(alerts::add);
        topics = new Topics(
                broker.places(Subjects.UPLOADS),
                broker.readerFromNow(Subjects.VERDICTS).passingOver(this::passOver),
                before,
                broker.readerFromNow(Subjects.REJECTS).passingOver(this::passOver),
                alerts.oldestMillis()
                        .map(oldest -> broker.readerSince(Subjects.REVIEWS, oldest))
                        .orElseGet(() -> broker.readerFromNow(Subjects.REVIEWS))
                        .passingOver(this::passOver));
        topics.reviews().readToEnd().forEach(this::onReview);
        thread = new Thread(this::follow, "console-view");
        thread.setDaemon(true);
        thread.start();
    }

    /** @return the questions that are asked through this console */
    PendingLookups lookups() {
        return lookups;
    }

    /** @param changed called by the view's thread after figures or alerts have changed; must not take long */
    void listen(Runnable changed) {
        listeners.add(changed);
    }

    synchronized Figures figures() {
        return new Figures(
                openedAtMillis,
                arrivals.perSecond(),
                undecided,
                new LinkedHashMap<>(decisions),
                answered,
                new LinkedHashMap<>(matches),
                new LinkedHashMap<>(rejections),
                unreadable,
                trouble);
    }

    /**
     * Alerts that changed.
     *
     * @param version to ask with for what changes after this
     * @param total how many there were, those that are not held any more included
     * @param unread whether there are older ones still, of before the console was opened
     * @param alerts newest first
     */
    record Changes(long openedAtMillis, long version, long total, boolean unread, List<ShownAlert> alerts) {}

    /** @param earlier the version of an earlier answer; 0 for all that are held */
    synchronized Changes alertsSince(long earlier) {
        return new Changes(openedAtMillis, alerts.version(), alerts.total(), unread, alerts.since(earlier));
    }

    synchronized long version() {
        return alerts.version();
    }

    /** @return the alert, while it is held */
    synchronized Optional<Alert> alert(String alertId) {
        return alerts.find(alertId);
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSING_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (topics) {
            long tickedNanos = System.nanoTime() - TICK_NANOS;
            while (!closing) {
                boolean changed = take();
                if (System.nanoTime() - tickedNanos >= TICK_NANOS) {
                    tickedNanos = System.nanoTime();
                    tick(topics.uploads().ends());
                    changed = true;
                }
                if (changed) {
                    listeners.forEach(Runnable::run);
                }
            }
        } catch (RlpipsException | KafkaException e) {
            LOG.error("the console reads no more: {}", e.getMessage(), e);
            stopped(String.valueOf(e.getMessage()));
            listeners.forEach(Runnable::run);
        }
    }

    private boolean take() {
        boolean changed = false;
        for (Arrival<Verdict> arrival : topics.verdicts().poll(POLL)) {
            onVerdict(arrival);
            changed = true;
        }
        for (Arrival<Alert> arrival : topics.alerts().poll(Duration.ZERO)) {
            onAlert(arrival);
            changed = true;
        }
        for (Arrival<Reject> arrival : topics.rejects().poll(Duration.ZERO)) {
            onReject(arrival);
            changed = true;
        }
        for (Arrival<Review> arrival : topics.reviews().poll(Duration.ZERO)) {
            onReview(arrival);
            changed = true;
        }
        return changed;
    }

    private synchronized void tick(Map<Integer, Long> ends) {
        long now = System.nanoTime();
        arrivals.read(ends.values().stream().mapToLong(Long::longValue).sum(), now);
        undecided = undecidedUploads.count(ends, now);
    }

    private synchronized void stopped(String why) {
        trouble = why;
    }

    private synchronized void onVerdict(Arrival<Verdict> arrival) {
        if (arrival.tombstone()) {
            return;
        }
        Verdict verdict = arrival.value();
        decided(verdict.getUpload());
        if (verdict.getLookup()) {
            answered++;
            lookups.told(verdict);
        } else {
            count(decisions, verdict.getOutcome().name());
        }
    }

    private synchronized void onAlert(Arrival<Alert> arrival) {
        if (arrival.tombstone()) {
            return;
        }
        if (lookup(arrival)) {
            lookups.told(arrival.value());
        } else {
            count(matches, arrival.value().getDisposition().name());
            alerts.add(arrival);
        }
    }

    private synchronized void onReject(Arrival<Reject> arrival) {
        if (arrival.tombstone()) {
            return;
        }
        Reject reject = arrival.value();
        count(rejections, reject.getCategory().name());
        if (reject.getRecord().getTopic().equals(uploadsTopic)) {
            decided(reject.getRecord());
            if (lookups.told(reject)) {
                answered++;
            } else {
                count(decisions, "REJECTED");
            }
        }
    }

    private synchronized void onReview(Arrival<Review> arrival) {
        if (!arrival.tombstone()) {
            alerts.add(arrival.value());
        }
    }

    private void decided(BrokerPosition upload) {
        undecidedUploads.decided(upload.getPartition(), upload.getOffset(), System.nanoTime());
    }

    private synchronized void passOver(RlpipsException undecodable) {
        unreadable++;
        LOG.info("a record that cannot be read is passed over: {}", undecodable.getMessage());
    }

    private static boolean lookup(Arrival<Alert> arrival) {
        return !arrival.tombstone() && arrival.value().getDisposition() == Disposition.LOOKUP;
    }

    private static void count(Map<String, Long> counts, String name) {
        counts.merge(name, 1L, Long::sum);
    }
}
