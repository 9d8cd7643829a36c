package io.rlpips.local.bench;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.local.bench.PipelineResult.Latencies;
import io.rlpips.local.bench.PipelineResult.Meanwhile;
import io.rlpips.local.bench.PipelineResult.MemoryUses;
import io.rlpips.local.bench.PipelineResult.Registered;
import io.rlpips.local.bench.PipelineResult.Resumed;
import io.rlpips.local.bench.PipelineResult.Throughput;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.exchange.Transaction;
import io.rlpips.local.replay.ReplayRun;
import io.rlpips.local.replay.Replayed;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.LocalStack;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.Registration;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subjects;
import io.rlpips.training.run.MemoryUse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;

/**
 * The phases of a measurement on a stack that runs. For one thread; the creator closes it before the stack.
 *
 * <p>Under full load the topic is filled within a transaction: the jobs, loaded and warm, see nothing until it is
 * committed, and everything from then on. That is when the clock starts.
 */
final class PipelineRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Of a million references, which are decoded as they come. */
    private static final Duration LOADING = Duration.ofMinutes(40);

    private static final int REGISTERED_AT_ONCE = 2_000;
    /** More than a bank is grown by: numbers of further pictures that are registered meanwhile. */
    private static final int BEYOND_GROWN = 500_000_000;

    private static final Duration FULL_LOAD_PAUSE = Duration.ofMillis(20);
    private static final double NANOS = 1e9;
    private static final long TICK_MILLIS = 5;

    private static final double SETTLING_SECONDS = 5;
    private static final double MOST_ROUND_SECONDS = 30;
    private static final int MOST_ROUNDS = 4;
    /** Share of the cores that compiling takes. */
    private static final double SETTLED = 0.05;

    private final Console console;
    private final LocalStack stack;
    private final PipelineUploads uploads;
    private final DecisionReader decisions;
    private int next;
    private Optional<ReplayRange> fullLoad = Optional.empty();
    private volatile Optional<RuntimeException> sendingFailed = Optional.empty();

    PipelineRun(Console console, LocalStack stack, PipelineUploads uploads) {
        this.console = console;
        this.stack = stack;
        this.uploads = uploads;
        this.decisions = new DecisionReader(stack.broker(), this::requireHealth);
    }

    /** The files are made before each part is sent; only sending until the last is ACTIVE is timed. */
    Registered register(EncodedPictures pictures) {
        Registration registration = new Registration(stack.broker(), stack::requireRunning, PATIENCE);
        long nanos = 0;
        try (Progress progress = console.progress("registering references", pictures.references())) {
            for (int from = 0; from < pictures.references(); from += REGISTERED_AT_ONCE) {
                int first = from;
                List<Picture> part = IntStream.range(from, Math.min(pictures.references(), from + REGISTERED_AT_ONCE))
                        .parallel()
                        .mapToObj(number ->
                                Picture.inMemory(PipelineUploads.referenceId(number), pictures.reference(number)))
                        .toList();
                long started = System.nanoTime();
                Registration.Result result =
                        registration.register(part, Detection.BANK, done -> progress.stepTo(first + done));
                nanos += System.nanoTime() - started;
                requireAllActive(result);
            }
        }
        return new Registered(pictures.references(), nanos / NANOS, pictures.references() / (nanos / NANOS));
    }

    /** References count for certain a moment after they are active; what is judged until then and after warms up. */
    void warmUp(int count) {
        LockSupport.parkNanos(LocalStack.visibilityDelay().plusMillis(100).toNanos());
        try (Progress progress = console.progress("warming up", count);
                Transaction transaction = filled(count)) {
            transaction.commit();
            decisions.await(count, FULL_LOAD_PAUSE, progress::stepTo);
        }
    }

    /** Everything there is to do lies ready. */
    Throughput fullLoad(int count) {
        try (Transaction transaction = filled(count);
                Progress progress = console.progress("judging", count)) {
            MemoryUse start = MemoryUse.collected();
            Tenths tenths = new Tenths(count);
            CpuClock cpu = CpuClock.start();
            long started = System.nanoTime();
            transaction.commit();
            List<Decided> decided = decisions.await(count, FULL_LOAD_PAUSE, done -> {
                tenths.reached(done);
                progress.stepTo(done);
            });
            double seconds = (System.nanoTime() - started) / NANOS;
            fullLoad = Optional.of(upTo(rangeOf(decided)));
            CpuUse used = cpu.stop();
            MemoryUses memory = new MemoryUses(start, tenths.memory(), MemoryUse.collected());
            return Throughput.of(decided, uploads, seconds, used, memory);
        }
    }

    /** @return of the uploads of all full loads before */
    ReplayRange recorded() {
        return fullLoad.orElseThrow();
    }

    /**
     * Judges the uploads of a range again, from the same broker, once the live jobs have ended: waiting for uploads they
     * would take a tenth of the cores, which the live pipeline had for itself.
     *
     * @param work folder for what the job writes
     */
    ReplayRate replay(Configuration options, ReplayRange range, Throughput live, Path work) {
        stack.endJobs();
        Path output = work.resolve("replayed");
        long millis = new ReplayRun(console).run(options, range, live.uploads(), output);
        return ReplayRate.of(Replayed.read(output, Topics.name(Subjects.UPLOADS, options)), millis, live);
    }

    /** From the first round on. */
    private ReplayRange upTo(ReplayRange round) {
        return new ReplayRange(fullLoad.map(ReplayRange::fromMillis).orElse(round.fromMillis()), round.untilMillis());
    }

    private static ReplayRange rangeOf(List<Decided> decided) {
        return new ReplayRange(
                decided.stream().mapToLong(Decided::brokerTimeMillis).min().orElseThrow(),
                decided.stream().mapToLong(Decided::brokerTimeMillis).max().orElseThrow() + 1);
    }

    /** As {@link #paced}, but for the first seconds, in which uploads may wait longer than later. */
    Latencies steady(double uploadsPerSecond, int count) {
        Latencies first = paced(uploadsPerSecond, (int) Math.ceil(SETTLING_SECONDS * uploadsPerSecond));
        console.remark(String.format(
                Locale.ROOT,
                "the first %.0f s at half load, which do not count: decided after at most %d ms",
                first.cpu().wallSeconds(),
                first.decided().max()));
        return paced(uploadsPerSecond, count);
    }

    /**
     * Each upload goes at its time or {@value #TICK_MILLIS} ms later, with those due by then: to wake up for each would
     * cost more than sending it. Whatever has become of those before it.
     */
    Latencies paced(double uploadsPerSecond, int count) {
        int first = next;
        next += count;
        // Its thread stays until the clock has stopped, and so do the sender's: what ended before would be missed.
        ExecutorService sending = Executors.newSingleThreadExecutor(task -> new Thread(task, "rlpips-bench-sender"));
        try (Sender sender = stack.broker().sender();
                Progress progress = console.progress("judging at half load", count)) {
            CpuClock cpu = CpuClock.start();
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> send(sender, first, count, uploadsPerSecond), sending);
            List<Decided> decided = decisions.await(count, Duration.ZERO, progress::stepTo);
            sent.join();
            return Latencies.of(decided, cpu.stop());
        } catch (CompletionException failed) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot send: " + failed.getCause(), failed.getCause());
        } finally {
            sending.shutdownNow();
        }
    }

    /**
     * As {@link #paced}, without references and while they are registered in bulk, each once the virtual machine has
     * compiled what that sets in motion: rounds that do not count come before, of half
     * a minute or half of what counts.
     */
    PipelineResult.Registering registering(double uploadsPerSecond, int count, EncodedPictures pictures) {
        console.remark("drawing references ...");
        List<byte[]> files = IntStream.range(0, REGISTERED_AT_ONCE)
                .parallel()
                .mapToObj(number -> pictures.furtherFile(BEYOND_GROWN + number))
                .toList();
        int round = (int) Math.ceil(Math.min(count / 2.0, MOST_ROUND_SECONDS * uploadsPerSecond));
        settle(uploadsPerSecond, round);
        Latencies before = paced(uploadsPerSecond, count / 2);
        List<Latencies> atFirst = new ArrayList<>();
        Meanwhile meanwhile = new RegistrationMeanwhile(stack.broker(), stack::requireRunning, files)
                .during(() -> atFirst.add(settle(uploadsPerSecond, round)), () -> paced(uploadsPerSecond, count));
        return new PipelineResult.Registering(before, atFirst.get(0), meanwhile);
    }

    /**
     * Uploads until compiling takes little, or long enough.
     *
     * @param count of uploads a round
     * @return of the first round
     */
    private Latencies settle(double uploadsPerSecond, int count) {
        Latencies first = paced(uploadsPerSecond, count);
        Latencies last = first;
        for (int round = 1; round < MOST_ROUNDS && last.cpu().ofCapacity(PipelineStage.COMPILER) > SETTLED; round++) {
            console.remark(String.format(
                    Locale.ROOT,
                    "compiling took %.0f %% of the cores, another round ...",
                    100 * last.cpu().ofCapacity(PipelineStage.COMPILER)));
            last = paced(uploadsPerSecond, count);
        }
        return first;
    }

    /**
     * Adds references and waits until uploads are judged with all of them.
     *
     * @return seconds from the last record to the first upload judged with all
     */
    double grow(RecordedFingerprints references, int more) {
        try (Progress progress = console.progress("recording fingerprints", more);
                Sender sender = stack.broker().sender()) {
            references.append(sender, more, progress::stepTo);
            sender.flush();
        }
        console.remark("waiting until the detector has them all ...");
        return secondsUntilJudged(LOADING);
    }

    /** The upload is sent once the job has gone: its verdict can only be the new one's. */
    Resumed killAndResume() {
        long killed = System.nanoTime();
        stack.killDetector();
        double goneSeconds = seconds(killed);
        stack.resumeDetector();
        secondsUntilJudged(PATIENCE);
        return new Resumed(goneSeconds, seconds(killed));
    }

    private double secondsUntilJudged(Duration patience) {
        long started = System.nanoTime();
        int number = next++;
        try (Sender sender = stack.broker().sender()) {
            sender.send(Subjects.UPLOADS, PipelineUploads.id(number), uploads.record(number));
            sender.flush();
        }
        decisions.await(1, Duration.ZERO, patience, done -> {});
        return seconds(started);
    }

    private static double seconds(long startedNanos) {
        return (System.nanoTime() - startedNanos) / NANOS;
    }

    @Override
    public void close() {
        decisions.close();
    }

    private Transaction filled(int count) {
        Broker broker = stack.broker();
        Transaction transaction = broker.transaction("bench");
        try (Progress progress = console.progress("filling the topic", count)) {
            for (int i = 0; i < count; i++) {
                int number = next++;
                transaction.send(Subjects.UPLOADS, PipelineUploads.id(number), uploads.record(number));
                progress.stepTo(i + 1);
            }
            transaction.flush();
        } catch (RuntimeException failed) {
            transaction.close();
            throw failed;
        }
        return transaction;
    }

    private void send(Sender sender, int first, int count, double uploadsPerSecond) {
        try {
            long started = System.nanoTime();
            for (int i = 0; i < count && !Thread.currentThread().isInterrupted(); i++) {
                long due = started + (long) (i * NANOS / uploadsPerSecond);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(Math.max(left, TICK_MILLIS * 1_000_000));
                }
                sender.send(Subjects.UPLOADS, PipelineUploads.id(first + i), uploads.record(first + i));
            }
            sender.flush();
        } catch (RuntimeException failure) {
            sendingFailed = Optional.of(failure);
            throw failure;
        }
    }

    private void requireHealth() {
        stack.requireRunning();
        sendingFailed.ifPresent(failure -> {
            throw failure;
        });
    }

    private static void requireAllActive(Registration.Result result) {
        if (!result.rejected().isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "%d references were rejected, the first: %s"
                            .formatted(
                                    result.rejected().size(),
                                    result.rejected().get(0).getReason()));
        }
    }

    /** Reads the memory after each tenth of the work but the last. */
    private static final class Tenths {
        private final int count;
        private final List<MemoryUse> memory = new ArrayList<>();

        Tenths(int count) {
            this.count = count;
        }

        void reached(int done) {
            while (memory.size() < 9 && 10L * done >= (memory.size() + 1L) * count) {
                memory.add(MemoryUse.now());
            }
        }

        List<MemoryUse> memory() {
            return List.copyOf(memory);
        }
    }
}
