package io.rlpips.local.session;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One pass of the real pipeline over given pictures: register the references, judge the uploads, stop. */
public final class Detection {
    /** The bank that references of the command line belong to. */
    public static final String BANK = "default";

    private static final String NO_TENANT = "";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Console console;

    public Detection(Console console) {
        this.console = console;
    }

    /**
     * What is to be done.
     *
     * @param threshold instead of the one the model recommends
     * @param allowedFolders where pictures too large for a record lie
     * @param search how references are searched
     */
    public record Request(ModelChoice model, OptionalDouble threshold, List<Path> allowedFolders, SearchChoice search) {
        public Request(ModelChoice model, OptionalDouble threshold, List<Path> allowedFolders) {
            this(model, threshold, allowedFolders, SearchChoice.PLAIN);
        }

        /**
         * @return the one of the request for all views, else those that the bundle recommends
         * @throws RlpipsException INVALID_ARGUMENT when neither the request nor the bundle names one
         */
        public ViewThresholds thresholdsFor(ModelBundle bundle) {
            if (threshold.isPresent()) {
                return ViewThresholds.same(threshold.getAsDouble());
            }
            int views = 1 + ViewNames.labels(search.views()).size();
            return bundle.manifest()
                    .recommendedThresholds(views)
                    .orElseThrow(() -> new RlpipsException(
                            FailureCategory.INVALID_ARGUMENT,
                            "model '%s' recommends no threshold; give one with --threshold"
                                    .formatted(bundle.modelId())));
        }
    }

    /** The pictures of a run; asked for once the stack is coming up. */
    public interface Material {
        List<Picture> references();

        List<Picture> uploads();
    }

    /**
     * What came of it.
     *
     * @param thresholds of banks without a policy
     * @param outcomes one an upload, in the order of arrival
     * @param judgingMillis from the first upload sent to the last decision seen
     */
    public record Result(
            ModelBundle model,
            ViewThresholds thresholds,
            Registration.Result references,
            List<Outcome> outcomes,
            long judgingMillis) {
        /** @return of both pictures as they are */
        public double threshold() {
            return thresholds.asIs();
        }
    }

    /** @param decided called for each upload as its decision arrives */
    public Result run(Request request, Material material, Consumer<Outcome> decided) {
        ModelBundle bundle = request.model().read();
        ViewThresholds thresholds = request.thresholdsFor(bundle);
        try (WorkFolder folder = WorkFolder.make()) {
            console.remark("starting a Kafka broker and a Flink cluster in this process ...");
            StackSettings settings = StackSettings.forOneRun(
                    folder.path(), request.model(), request.threshold(), request.allowedFolders(), request.search());
            try (LocalStack stack = LocalStack.start(settings)) {
                Registration.Result references = register(stack, material.references());
                // An upload sees the references that were there this long before it.
                pause(LocalStack.visibilityDelay().plusMillis(100));
                return judge(stack, material.uploads(), decided, bundle, thresholds, references);
            }
        }
    }

    private Registration.Result register(LocalStack stack, List<Picture> references) {
        Registration registration = new Registration(stack.broker(), stack::requireRunning, PATIENCE);
        Registration.Result result;
        try (Progress progress = console.progress("registering references", references.size())) {
            result = registration.register(references, BANK, progress::stepTo);
        }
        console.remark("references: %d active, %d rejected"
                .formatted(result.active().size(), result.rejected().size()));
        return result;
    }

    private Result judge(
            LocalStack stack,
            List<Picture> uploads,
            Consumer<Outcome> decided,
            ModelBundle bundle,
            ViewThresholds thresholds,
            Registration.Result references) {
        try (UploadRun run = new UploadRun(stack.broker(), stack::requireRunning, PATIENCE)) {
            long startedNanos = System.nanoTime();
            List<Outcome> outcomes = run.run(uploads, NO_TENANT, decided);
            long judgingMillis = (System.nanoTime() - startedNanos) / 1_000_000;
            return new Result(bundle, thresholds, references, outcomes, judgingMillis);
        }
    }

    private static void pause(Duration time) {
        long endNanos = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
