package io.rlpips.local.bench;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.local.bench.PipelineResult.Grown;
import io.rlpips.local.bench.PipelineResult.Latencies;
import io.rlpips.local.bench.PipelineResult.Phases;
import io.rlpips.local.bench.PipelineResult.Registered;
import io.rlpips.local.bench.PipelineResult.Registering;
import io.rlpips.local.bench.PipelineResult.Resumed;
import io.rlpips.local.bench.PipelineResult.Throughput;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.LocalStack;
import io.rlpips.local.session.SearchChoice;
import io.rlpips.local.session.StackSettings;
import io.rlpips.local.session.WorkFolder;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;

/**
 * From Kafka to the verdict, with broker and cluster in this process: throughput under full load, latency under half
 * load, and how near the throughput comes to what decoding, embedding, projecting and searching alone would allow.
 */
public final class PipelineBench {
    /** Enough for a 99th percentile. */
    private static final int PACED_UPLOADS = 20_000;

    private final Console console;
    private final PipelineSettings settings;
    private final ModelBundle bundle;
    private final double threshold;
    private final EncodedPictures pictures;

    /**
     * @param pictures that are registered and uploaded
     * @throws io.rlpips.metric.failure.RlpipsException INVALID_ARGUMENT where the model has no threshold or no search
     *     projection, or an option is out of range
     */
    public PipelineBench(Console console, PipelineSettings settings, EncodedPictures pictures) {
        this.console = console;
        this.settings = settings;
        this.bundle = settings.model().read();
        this.threshold = new Detection.Request(settings.model(), settings.threshold(), List.of())
                .thresholdsFor(bundle)
                .asIs();
        ReferenceBank.projection(bundle);
        DetectorOptions.check(settings.jobOptions());
        this.pictures = pictures;
    }

    public ModelBundle bundle() {
        return bundle;
    }

    /** @return largest distance that is a match */
    public double threshold() {
        return threshold;
    }

    /**
     * What was measured.
     *
     * @param replay where it was asked for
     */
    public record Measured(PipelineResult pipeline, Optional<ReplayRate> replay) {}

    public Measured measure() {
        TorchEngine.start().useIntraOpThreads(1);
        console.remark("drawing pictures ...");
        PipelineUploads uploads = new PipelineUploads(pictures, settings.uploads());
        Phases phases = onStack(uploads);
        return new Measured(PipelineResult.of(uploads.meanBytes(), phases), phases.replay());
    }

    private Registering registering(PipelineRun run, double uploadsPerSecond) {
        return run.registering(
                uploadsPerSecond, (int) Math.ceil(settings.registeringSeconds() * uploadsPerSecond), pictures);
    }

    private Phases onStack(PipelineUploads uploads) {
        try (WorkFolder folder = WorkFolder.make()) {
            console.remark("starting a Kafka broker and a Flink cluster in this process ...");
            StackSettings stackSettings = StackSettings.forOneRun(
                            folder.path(),
                            settings.model(),
                            OptionalDouble.of(threshold),
                            List.of(),
                            SearchChoice.PLAIN)
                    .with(settings.jobOptions());
            try (LocalStack stack = LocalStack.start(stackSettings);
                    PipelineRun run = new PipelineRun(console, stack, uploads)) {
                return phases(run, uploads, jobOptions(stack), folder.path());
            }
        }
    }

    /**
     * Each is told as soon as it is there: a later one may fail. What the parts cost alone is measured right before and
     * right after each round of the full load that it is compared with, for the speed of a shared machine changes by the
     * minute.
     */
    private Phases phases(PipelineRun run, PipelineUploads uploads, Configuration options, Path work) {
        Registered registered = told(run.register(pictures), Registered::line);
        run.warmUp(settings.warmUp());
        List<StageCosts> costs = new ArrayList<>(List.of(told(costs(uploads), StageCosts::line)));
        List<Throughput> rounds = new ArrayList<>();
        for (int round = 0; round < settings.rounds(); round++) {
            rounds.add(told(run.fullLoad(uploadsOf(round)), Throughput::line));
            costs.add(told(costs(uploads), StageCosts::line));
        }
        Throughput throughput = Throughput.together(rounds);
        Latencies latencies = told(
                run.steady(halfLoad(throughput), Math.min(settings.uploads() / 2, PACED_UPLOADS)), Latencies::line);
        ReplayRange recorded = run.recorded();
        Optional<Grown> grown = settings.grownTo() == 0
                ? Optional.empty()
                : Optional.of(told(grown(run, options, throughput), Grown::line));
        Optional<Registering> registering = settings.registeringSeconds() == 0
                ? Optional.empty()
                : Optional.of(told(
                        registering(run, halfLoad(grown.map(Grown::throughput).orElse(throughput))),
                        Registering::line));
        Optional<Resumed> resumed =
                settings.kill() ? Optional.of(told(run.killAndResume(), Resumed::line)) : Optional.empty();
        Optional<ReplayRate> replay = settings.replay()
                ? Optional.of(told(run.replay(options, recorded, throughput, work), ReplayRate::line))
                : Optional.empty();
        return new Phases(registered, throughput, costs, latencies, replay, grown, registering, resumed);
    }

    private int uploadsOf(int round) {
        return uploadsBefore(round + 1) - uploadsBefore(round);
    }

    private int uploadsBefore(int round) {
        return (int) ((long) settings.uploads() * round / settings.rounds());
    }

    /** @return uploads a second */
    private static double halfLoad(Throughput full) {
        return full.uploadsPerSecond() / 2;
    }

    private Grown grown(PipelineRun run, Configuration options, Throughput small) {
        int more = settings.grownTo() - pictures.references();
        double loadedSeconds = run.grow(new RecordedFingerprints(options, pictures::further), more);
        run.warmUp(settings.warmUp());
        return Grown.of(settings.grownTo(), loadedSeconds, run.fullLoad(settings.uploads()), small);
    }

    private <T> T told(T measured, Function<T, String> line) {
        console.remark(line.apply(measured));
        return measured;
    }

    private Configuration jobOptions(LocalStack stack) {
        Configuration options = new Configuration(settings.jobOptions());
        options.set(DetectorOptions.BOOTSTRAP_SERVERS, stack.broker().bootstrapServers());
        options.set(DetectorOptions.THRESHOLD, threshold);
        settings.model()
                .path()
                .ifPresent(path -> options.set(
                        DetectorOptions.MODEL_BUNDLE, path.toAbsolutePath().toString()));
        return options;
    }

    private StageCosts costs(PipelineUploads uploads) {
        Configuration options = settings.jobOptions();
        StageCostsBench bench = new StageCostsBench(
                bundle,
                DeviceChoice.of(options.get(DetectorOptions.DEVICE)),
                options.get(DetectorOptions.BATCH_SIZE),
                new StageCostsBench.SearchedWith(
                        options.get(DetectorOptions.SEARCH_BATCH_SIZE),
                        threshold,
                        options.get(DetectorOptions.CACHED_FINGERPRINTS)),
                settings.costSeconds());
        try (Progress progress = console.progress("costs alone: references", pictures.references())) {
            return bench.measure(uploads.files(), pictures, progress::stepTo);
        }
    }
}
