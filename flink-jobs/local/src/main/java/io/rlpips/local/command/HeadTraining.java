package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.training.heads.HeadEpoch;
import io.rlpips.training.heads.HeadListener;
import io.rlpips.training.heads.HeadProgress;
import io.rlpips.training.heads.HeadReport;
import io.rlpips.training.heads.TrainedHeads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells how a run of {@code train heads} or {@code train tune} goes: a line now and then, and what came of it. */
final class HeadTraining implements HeadListener {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int TRIPLETS_A_LINE = 10_000;

    private final Console console;
    private long saidNanos = System.nanoTime();
    private double forwardSpeed;
    private final MemoryWatch memory = new MemoryWatch();
    private Optional<HeadProgress> last = Optional.empty();

    HeadTraining(Console console) {
        this.console = console;
    }

    void reading(int triplets) {
        if (triplets % TRIPLETS_A_LINE == 0) {
            console.remark("read " + triplets + " triplets");
        }
    }

    @Override
    public void forwardSpeed(double imagesPerSecond) {
        forwardSpeed = imagesPerSecond;
        console.remark(String.format(Locale.ROOT, "plain forward: %.0f images/s", imagesPerSecond));
    }

    @Override
    public void step(HeadProgress progress) {
        last = Optional.of(progress);
        memory.see(progress.memory());
        if (System.nanoTime() - saidNanos >= INTERVAL.toNanos()) {
            saidNanos = System.nanoTime();
            console.remark(progress.line());
        }
    }

    @Override
    public void epoch(HeadEpoch result) {
        console.remark(result.line());
    }

    void result(TrainedHeads trained, Path run, Path out, boolean json) {
        HeadReport report = trained.report();
        if (json) {
            console.resultJson(description(trained, run, out));
            return;
        }
        console.result(report.kept().line());
        last.ifPresent(progress -> console.result(String.format(
                Locale.ROOT,
                "speed: %.1f images/s in the last epoch, three images a triplet; plain forward %.0f images/s",
                progress.imagesPerSecond(),
                forwardSpeed)));
        console.result(
                "bundle: " + out + " (" + trained.bundle().modelId() + "); next: rlpips model publish --from " + out);
    }

    private Map<String, Object> description(TrainedHeads trained, Path run, Path out) {
        HeadReport report = trained.report();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("modelId", trained.bundle().modelId());
        fields.put("modelHash", trained.bundle().modelHash());
        fields.put("bundle", out.toString());
        fields.put("recipe", trained.bundle().manifest().recipe());
        fields.put("report", report);
        last.ifPresent(progress -> fields.put("imagesPerSecond", progress.imagesPerSecond()));
        fields.put("forwardImagesPerSecond", forwardSpeed);
        fields.put("memory", memory.described(run));
        return fields;
    }
}
