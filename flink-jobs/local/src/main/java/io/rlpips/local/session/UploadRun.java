package io.rlpips.local.session;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Sends uploads and collects what is decided about them, until each has exactly one verdict or one reject. Uploads are
 * recognised by their place on the broker, so that equal ids do no harm. For one thread; the creator closes it.
 */
public final class UploadRun implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    /** Sent before the next look at the decisions, so that they are told as they arrive. */
    private static final int CHUNK = 50;
    /** Decisions become visible checkpoint by checkpoint: fewer uploads under way would leave the detector waiting. */
    private static final int IN_FLIGHT = 2_000;

    private final Sender sender;
    private final Reader<Verdict> verdicts;
    private final Reader<Alert> alerts;
    private final Reader<Reject> rejects;
    private final Health health;
    private final Duration patience;

    private final Map<Position, String> sent = new HashMap<>();
    private final Map<Position, Verdict> judged = new HashMap<>();
    /** By upload and id: delivered at least once, an alert may come twice. */
    private final Map<Position, Map<String, Alert>> evidence = new HashMap<>();

    private final Set<Position> settled = new HashSet<>();
    private final List<CompletableFuture<?>> underWay = new ArrayList<>();
    private final List<Outcome> arrived = new ArrayList<>();
    private long lastProgressNanos = System.nanoTime();
    private long unreadable;
    private String lastUnreadable = "";

    /** Says whether those who should decide still can. */
    @FunctionalInterface
    public interface Health {
        /** @throws RlpipsException when waiting longer is in vain */
        void require();
    }

    /**
     * @param health asked while waiting
     * @param patience how long nothing may arrive
     */
    public UploadRun(Broker broker, Health health, Duration patience) {
        this.health = health;
        this.patience = patience;
        this.sender = broker.sender();
        this.verdicts = decisions(broker, Subjects.VERDICTS);
        this.alerts = decisions(broker, Subjects.ALERTS);
        this.rejects = decisions(broker, Subjects.REJECTS);
    }

    private <R extends SpecificRecord> Reader<R> decisions(Broker broker, Subject<R> subject) {
        return broker.readerFromNow(subject).passingOver(failure -> passedOver(failure.getMessage()));
    }

    /** Anybody may write to the topics. What is missing for it in the end is told with it. */
    private void passedOver(String why) {
        unreadable++;
        lastUnreadable = why;
    }

    /**
     * @param tenant on whose behalf; empty for none in particular
     * @param decided called for each upload as it is settled, in the order of arrival
     * @return one outcome an upload, in the order of arrival
     */
    public List<Outcome> run(List<Picture> uploads, String tenant, Consumer<Outcome> decided) {
        return run(uploads, upload -> Payloads.upload(upload, tenant), decided);
    }

    /** As {@link #run}, for pictures that nobody uploaded: it is only asked whether they are known. */
    public List<Outcome> lookUp(List<Picture> pictures, String tenant, Consumer<Outcome> decided) {
        return run(pictures, picture -> Payloads.lookup(picture, tenant), decided);
    }

    private List<Outcome> run(List<Picture> uploads, Function<Picture, Upload> record, Consumer<Outcome> decided) {
        int next = 0;
        while (settled.size() < uploads.size()) {
            int until = Math.min(Math.min(uploads.size(), next + CHUNK), settled.size() + IN_FLIGHT);
            while (next < until) {
                Picture upload = uploads.get(next++);
                underWay.add(sender.send(Subjects.UPLOADS, upload.id(), record.apply(upload))
                        .thenAccept(position -> remember(position, upload.id())));
            }
            sender.flush();
            underWay.forEach(CompletableFuture::join);
            underWay.clear();
            int before = arrived.size();
            collect();
            settle();
            arrived.subList(before, arrived.size()).forEach(decided);
            requireProgress(uploads.size());
        }
        return List.copyOf(arrived);
    }

    @Override
    public void close() {
        sender.close();
        verdicts.close();
        alerts.close();
        rejects.close();
    }

    private synchronized void remember(Position position, String id) {
        sent.put(position, id);
    }

    /** Of the uploads of this run, whose places are all known by now; others may be sending as well. */
    private void collect() {
        for (Arrival<Verdict> arrival : arrived(verdicts, POLL)) {
            Position position = Position.of(arrival.value().getUpload());
            if (awaited(position)) {
                judged.put(position, arrival.value());
            }
        }
        for (Arrival<Alert> arrival : arrived(alerts, Duration.ZERO)) {
            Position position = Position.of(arrival.value().getUpload());
            // A retroactive one is no part of what the verdict announces.
            if (awaited(position) && !arrival.value().getRetroactive()) {
                evidence.computeIfAbsent(position, first -> new LinkedHashMap<>())
                        .put(arrival.value().getAlertId(), arrival.value());
            }
        }
        for (Arrival<Reject> arrival : arrived(rejects, Duration.ZERO)) {
            Position position = Position.of(arrival.value().getRecord());
            if (awaited(position)) {
                done(position, Outcome.rejected(sent.get(position), arrival.value()));
            }
        }
    }

    private boolean awaited(Position position) {
        return sent.containsKey(position) && !settled.contains(position);
    }

    private <R extends SpecificRecord> List<Arrival<R>> arrived(Reader<R> reader, Duration longest) {
        List<Arrival<R>> arrivals = new ArrayList<>();
        for (Arrival<R> arrival : reader.poll(longest)) {
            if (arrival.tombstone()) {
                passedOver("a record on '%s' without a value"
                        .formatted(arrival.position().topic()));
            } else {
                arrivals.add(arrival);
            }
        }
        return arrivals;
    }

    /** A verdict counts once the alerts it announces are there. */
    private void settle() {
        List<Position> complete = judged.keySet().stream()
                .filter(position ->
                        judged.get(position).getAlerts() <= found(position).size())
                .toList();
        for (Position position : complete) {
            done(position, Outcome.judged(sent.get(position), judged.get(position), found(position)));
        }
    }

    private List<Alert> found(Position position) {
        return List.copyOf(evidence.getOrDefault(position, Map.of()).values());
    }

    private void done(Position position, Outcome outcome) {
        settled.add(position);
        judged.remove(position);
        evidence.remove(position);
        arrived.add(outcome);
        lastProgressNanos = System.nanoTime();
    }

    private void requireProgress(int uploads) {
        health.require();
        if (System.nanoTime() - lastProgressNanos > patience.toNanos()) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "no decision arrived for %d s; %d of %d uploads are decided; is the detector running?%s"
                            .formatted(patience.toSeconds(), settled.size(), uploads, unreadableText()));
        }
    }

    private String unreadableText() {
        return unreadable == 0
                ? ""
                : " %d records of its topics could not be read, the last: %s".formatted(unreadable, lastUnreadable);
    }
}
