package io.rlpips.local.bench;

import io.rlpips.local.bench.PipelineResult.Effect;
import io.rlpips.local.bench.PipelineResult.Latencies;
import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.Registration;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * References are registered in bulk while uploads are judged, and single ones are added and removed all the while: what
 * that does to the uploads, and how soon the single ones take effect. The bulk are a few thousand pictures again and
 * again, which costs what different ones do. For one thread.
 */
final class RegistrationMeanwhile {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final int BULK = 50_000;
    /** Pictures at the end of the files that are not registered in bulk. */
    private static final int SINGLE = 50;

    private static final String NO_TENANT = "";

    private final Broker broker;
    private final Runnable health;
    private final List<byte[]> files;
    private volatile boolean counting;
    private volatile boolean enough;

    /**
     * @param files of pictures that no upload shows, more than {@value #SINGLE}
     */
    RegistrationMeanwhile(Broker broker, Runnable health, List<byte[]> files) {
        this.broker = broker;
        this.health = health;
        this.files = files;
    }

    /**
     * Both judge uploads at a steady rate, in the calling thread.
     *
     * @param warmingUp what comes first and does not count; the single references that are begun then do not, either
     * @param judging says how long they took
     */
    PipelineResult.Meanwhile during(Runnable warmingUp, Supplier<Latencies> judging) {
        AtomicLong active = new AtomicLong();
        CompletableFuture<Void> bulk = inBackground("rlpips-bench-bulk", () -> registerBulk(active));
        List<Effect> added = new ArrayList<>();
        List<Effect> removed = new ArrayList<>();
        CompletableFuture<Void> single = inBackground("rlpips-bench-single", () -> addAndRemove(added, removed));
        Latencies latencies;
        long registered;
        double seconds;
        try {
            warmingUp.run();
            counting = true;
            long activeBefore = active.get();
            long started = System.nanoTime();
            latencies = judging.get();
            seconds = (System.nanoTime() - started) / 1e9;
            registered = active.get() - activeBefore;
        } finally {
            enough = true;
        }
        join(bulk);
        join(single);
        return new PipelineResult.Meanwhile(registered, registered / seconds, latencies, added, removed);
    }

    /** Ends when it is told to, in the middle of the bulk. */
    private void registerBulk(AtomicLong active) {
        List<Picture> all = IntStream.range(0, BULK)
                .mapToObj(number -> Picture.inMemory("bulk-" + number, files.get(number % (files.size() - SINGLE))))
                .toList();
        try {
            new Registration(broker, this::requireMore, PATIENCE).register(all, Detection.BANK, active::set);
        } catch (CancellationException told) {
            // As it should end.
        }
    }

    private void requireMore() {
        health.run();
        if (enough) {
            throw new CancellationException();
        }
    }

    /** At least one counts, however short the time. */
    private void addAndRemove(List<Effect> added, List<Effect> removed) {
        try (Sender sender = broker.sender();
                Reader<ReferenceFingerprints> fingerprints = broker.readerFromNow(Subjects.FINGERPRINTS);
                Reader<Verdict> verdicts = broker.readerFromNow(Subjects.VERDICTS)) {
            for (int number = 0; !enough || (counting && added.isEmpty()); number++) {
                boolean counts = counting;
                Picture picture = Picture.inMemory("single-" + number, files.get(files.size() - 1 - number % SINGLE));
                long adding = System.currentTimeMillis();
                sender.send(Subjects.REFERENCES, picture.id(), Payloads.reference(picture, Detection.BANK))
                        .join();
                long judgedWith = judgedMillis(sender, verdicts, picture, picture.id()::equals);
                long removing = System.currentTimeMillis();
                sender.sendTombstone(Subjects.REFERENCES, picture.id()).join();
                long judgedWithout = judgedMillis(
                        sender, verdicts, picture, best -> !picture.id().equals(best));
                List<Long> recorded = recordedMillis(fingerprints, picture.id());
                if (counts) {
                    added.add(effect(adding, recorded, 0, judgedWith));
                    removed.add(effect(removing, recorded, 1, judgedWithout));
                }
            }
        }
    }

    /** Where patience ended before it was recorded that counts for both. */
    private static Effect effect(long asked, List<Long> recorded, int place, long counted) {
        return Effect.of(asked, place < recorded.size() ? recorded.get(place) : counted, counted);
    }

    /** @return when the broker took what is new of the reference, in its order: its fingerprint, then that it is gone */
    private static List<Long> recordedMillis(Reader<ReferenceFingerprints> fingerprints, String reference) {
        List<Long> recorded = new ArrayList<>();
        fingerprints.visitToEnd(any -> true, arrival -> {
            if (arrival.key().endsWith(FingerprintKey.SEPARATOR + reference)) {
                recorded.add(arrival.brokerTimeMillis());
            }
        });
        return recorded;
    }

    /** @return when the first upload was taken that was judged so, at the latest when the patience ends */
    private long judgedMillis(Sender sender, Reader<Verdict> verdicts, Picture picture, Predicate<String> best) {
        long began = System.currentTimeMillis();
        String asked = picture.id() + "-" + began + "-";
        for (int i = 0; System.currentTimeMillis() - began < PATIENCE.toMillis(); i++) {
            String id = asked + i;
            sender.send(Subjects.UPLOADS, id, Payloads.upload(Picture.inMemory(id, picture.bytes()), NO_TENANT));
            OptionalLong judged = judgedMillis(verdicts, asked, best);
            if (judged.isPresent()) {
                return judged.getAsLong();
            }
        }
        return began + PATIENCE.toMillis();
    }

    /**
     * Looks for a while: verdicts of the other uploads come all the time, and asking again with each would be a load of its
     * own.
     *
     * @return when the upload was taken that was judged so
     */
    private static OptionalLong judgedMillis(Reader<Verdict> verdicts, String asked, Predicate<String> best) {
        long until = System.nanoTime() + BETWEEN_LOOKS.toNanos();
        for (long left = BETWEEN_LOOKS.toNanos(); left > 0; left = until - System.nanoTime()) {
            for (Arrival<Verdict> arrival : verdicts.poll(Duration.ofNanos(left))) {
                Verdict verdict = arrival.value();
                if (verdict.getUploadId().startsWith(asked) && best.test(verdict.getBestReferenceId())) {
                    return OptionalLong.of(verdict.getUploadBrokerTimeMillis());
                }
            }
        }
        return OptionalLong.empty();
    }

    private static CompletableFuture<Void> inBackground(String name, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (RuntimeException failure) {
                        done.completeExceptionally(failure);
                    }
                },
                name);
        thread.start();
        return done;
    }

    private static void join(CompletableFuture<Void> work) {
        try {
            work.join();
        } catch (CompletionException failed) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "registering meanwhile: " + failed.getCause(), failed.getCause());
        }
    }
}
