package io.rlpips.local.command;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.local.bank.ResolvedTarget;
import io.rlpips.local.bench.EncodedPictures;
import io.rlpips.local.bench.PipelineBench;
import io.rlpips.local.bench.PipelineSettings;
import io.rlpips.local.console.Console;
import io.rlpips.local.session.StackSettings;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSetReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How fast the whole is, from Kafka to the verdict. */
@Command(
        name = "pipeline",
        description = {
            "Runs broker, cluster and both jobs in this process, registers references, and judges uploads: as fast as"
                    + " it goes, with all of them on the topic beforehand, then at half that rate for the latency,"
                    + " which counts from the sixth second on."
                    + " The named alternative is what the machine would do if each upload cost no more than decoding,"
                    + " embedding, projecting and searching, each measured alone on one thread a core in the same process,"
                    + " right before and right after each round of that full load.",
            "CPU shares are read from the threads by their names; what Flink does to hand a record from one task to the"
                    + " next is part of the tasks."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips bench pipeline",
            "  rlpips bench pipeline --references 100000 --uploads 20000 --json --out pipeline.json",
            "  rlpips bench pipeline --photos pictures.tar --side 64 --false-alerts-per-upload 0.01 --then-references 1000000 --kill",
            "  rlpips bench pipeline --delivery exactly_once --set rlpips.embed.batch-size=32"
        })
final class BenchPipelineCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--references",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Registered before (default: ${DEFAULT-VALUE}).")
    private int references;

    @Option(
            names = "--uploads",
            paramLabel = "N",
            defaultValue = "4000",
            description =
                    "Judged under full load; half as many, at most 20,000, under half load (default: ${DEFAULT-VALUE}).")
    private int uploads;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Rounds of the full load, before and after each of which the parts are measured alone: where the"
                            + " machine's speed changes by the minute (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "3000",
            description = "Uploads judged before that (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--copies",
            paramLabel = "SHARE",
            defaultValue = "0.05",
            description = "Share of the uploads that show a reference (default: ${DEFAULT-VALUE}).")
    private double copies;

    @Option(
            names = "--side",
            paramLabel = "PX",
            defaultValue = "256",
            description = "Columns and rows of all pictures (default: ${DEFAULT-VALUE}).")
    private int side;

    @Option(
            names = "--photos",
            paramLabel = "DIR|TAR",
            description = "Mix the pictures from these, which is faster than drawing each and makes some more alike;"
                    + " those that --then-references adds come of the second half.")
    private Path photos;

    @Option(
            names = "--delivery",
            paramLabel = "HOW",
            defaultValue = "at_least_once",
            description = "at_least_once or exactly_once (default: ${DEFAULT-VALUE}).")
    private DeliveryGuarantee delivery;

    @Option(
            names = "--cost-seconds",
            paramLabel = "S",
            defaultValue = "5",
            description =
                    "Decoding, embedding, projection and search alone are measured for so long each (default: ${DEFAULT-VALUE}).")
    private double costSeconds;

    @Option(
            names = "--registering-seconds",
            paramLabel = "S",
            defaultValue = "0",
            description = "Then half load again for so long while references are registered in bulk and single ones are"
                    + " added and removed, and before that half as long without them; both begin once little is"
                    + " compiled any more, after at most twice as long (default: ${DEFAULT-VALUE}).")
    private int registeringSeconds;

    @Option(
            names = "--then-references",
            paramLabel = "N",
            defaultValue = "0",
            description = "Afterwards have so many references, their fingerprints put on the topic without their files,"
                    + " and judge as many uploads under full load again (default: not).")
    private int thenReferences;

    @Option(
            names = "--kill",
            description = "At last kill the detector's job and measure how soon, from its newest checkpoint, it judges"
                    + " again.")
    private boolean kill;

    @Option(
            names = "--replay",
            description =
                    "At the end, when the live jobs have ended, replay the uploads of the full load from the same broker, and compare the rates.")
    private boolean replay;

    @Mixin
    private ModelOption model;

    @Mixin
    private ThresholdOption threshold;

    @Option(
            names = "--false-alerts-per-upload",
            paramLabel = "X",
            description =
                    "Instead of --threshold: what the model's calibration curve says for so many on average, with as"
                            + " many references as there are at last.")
    private Double falseAlertsPerUpload;

    @Mixin
    private JobOptions jobs;

    @Mixin
    private BenchFigures figures;

    BenchPipelineCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (thenReferences != 0 && thenReferences <= references) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--then-references is %d, must be more than the %d there are first"
                            .formatted(thenReferences, references));
        }
        Configuration jobOptions = jobOptions();
        Optional<ResolvedTarget> target = target();
        PipelineSettings settings = new PipelineSettings(
                uploads,
                rounds,
                warmUp,
                costSeconds,
                registeringSeconds,
                thenReferences,
                kill,
                model.choice(),
                target.map(resolved -> OptionalDouble.of(resolved.thresholds().asIs()))
                        .orElseGet(threshold::value),
                jobOptions,
                replay);
        PipelineBench bench = new PipelineBench(console, settings, pictures());
        figures.begin(console);
        target.ifPresent(resolved -> console.remark(resolved.inWords()));
        PipelineBench.Measured measured = bench.measure();
        measured.pipeline().lines().forEach(line -> figures.tell(console, line));
        measured.replay().ifPresent(rate -> figures.tell(console, rate.line()));
        figures.publish(console, report(bench, jobOptions, measured));
        return 0;
    }

    private Optional<ResolvedTarget> target() {
        if (falseAlertsPerUpload == null) {
            return Optional.empty();
        }
        if (threshold.value().isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--threshold and --false-alerts-per-upload: only one of them");
        }
        return Optional.of(ResolvedTarget.of(
                model.choice().read(), falseAlertsPerUpload, Math.max(references, thenReferences), 1));
    }

    private Configuration jobOptions() {
        if (delivery == DeliveryGuarantee.NONE) {
            throw new ParameterException(spec.commandLine(), "--delivery: a verdict that may be lost is never read");
        }
        List<ConfigOption<?>> decided = new ArrayList<>(StackSettings.DECIDED);
        decided.add(DetectorOptions.DELIVERY);
        Configuration chosen = jobs.chosen(spec.commandLine(), decided);
        chosen.set(DetectorOptions.DELIVERY, delivery);
        return chosen;
    }

    private EncodedPictures pictures() {
        if (photos == null) {
            return EncodedPictures.drawn(side, references, copies, figures.seed());
        }
        PictureSetReader reader = new PictureSetReader(
                ImageLimits.DEFAULT, side, Runtime.getRuntime().availableProcessors());
        List<RgbImage> read = reader.read(photos, done -> {}).pictures().stream()
                .map(LabelledPicture::picture)
                .toList();
        return EncodedPictures.mixed(read, references, copies, figures.seed());
    }

    private Map<String, Object> report(PipelineBench bench, Configuration jobOptions, PipelineBench.Measured measured) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("model", bench.bundle().modelId());
        report.put("modelHash", bench.bundle().modelHash());
        report.put("pytorch", TorchEngine.start().version());
        report.put("threshold", bench.threshold());
        report.put("references", references);
        report.put("uploads", uploads);
        report.put("rounds", rounds);
        report.put("warmUp", warmUp);
        report.put("costSeconds", costSeconds);
        report.put("registeringSeconds", registeringSeconds);
        report.put("thenReferences", thenReferences);
        report.put("copies", copies);
        report.put("side", side);
        report.put("photos", photos == null ? "drawn" : photos.getFileName().toString());
        report.put("jobOptions", jobOptions.toMap());
        report.put("result", measured.pipeline());
        measured.replay().ifPresent(rate -> report.put("replay", rate));
        return report;
    }
}
