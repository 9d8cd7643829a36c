package io.rlpips.local.command;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.local.bank.BankPolicies;
import io.rlpips.local.bank.PartialPolicy;
import io.rlpips.local.bank.PolicyWarnings;
import io.rlpips.local.bank.ResolvedTarget;
import io.rlpips.local.bank.TargetResolution;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.score.ReviewedDistances;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.WorkFolder;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.view.View;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subjects;
import io.rlpips.training.detection.BankCalibration;
import io.rlpips.training.detection.BankTarget;
import io.rlpips.training.detection.BankThreshold;
import io.rlpips.training.detection.CalibrationPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A threshold by a target of false alerts, on pictures like those that will be uploaded. */
@Command(
        name = "calibrate",
        description =
                "Sets the threshold of a bank by a target of false alerts per upload, on your own pictures: every background"
                        + " picture is compared with every one of the uploads, on the detector's way to the model. They must"
                        + " have nothing to do with each other; the nearest pairs are named, so that you can look. Says the"
                        + " interval of 95 %% that resampling pictures gives, and whether the rate was counted, lies in the tail"
                        + " that was fitted to the nearest pairs, or beyond all pairs there were. Pictures without structure,"
                        + " which the detector matches with nothing, are left out.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "With --out the policy is written for 'rlpips policy set --from FILE'; with --bootstrap-servers it is set at",
            "once, beside the distances that other models have for the same target, references and views; others go.",
            "",
            "Examples:",
            "  rlpips calibrate --background photos.tar --false-alerts-per-upload 0.01 --references 5000",
            "  rlpips calibrate --background logos --uploads incoming.tar --false-alerts-per-upload 0.001 \\",
            "      --references 20000 --views mirrored,grey --bank logos --out logos.json",
            "  rlpips calibrate --background photos --false-alerts-per-upload 0.01 --references 500 --bank logos \\",
            "      --bootstrap-servers localhost:9092"
        })
final class CalibrateCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--background",
            paramLabel = "DIR|TAR",
            required = true,
            description = "Pictures that play the references: of the same kind as the bank's.")
    private Path background;

    @Option(
            names = "--uploads",
            paramLabel = "DIR|TAR",
            description =
                    "Pictures that play the uploads, unrelated to the background; without it every second picture of"
                            + " the background plays an upload.")
    private Optional<Path> uploads = Optional.empty();

    @Option(
            names = "--false-alerts-per-upload",
            paramLabel = "R",
            required = true,
            description = "So many on average, between 0 and 1.")
    private double falseAlertsPerUpload;

    @Option(names = "--references", paramLabel = "N", required = true, description = "References that the bank has.")
    private long references;

    @Option(
            names = "--views",
            paramLabel = "V",
            split = ",",
            description = "How many views a reference has, the picture as it is included (default: 1): each counts as a"
                    + " reference more. Or the names of the views besides it, or 'standard': then pairs are compared"
                    + " under all of them, uploads also without their borders, and the policy names them. The picture as"
                    + " it is keeps four fifths of the false alerts then, and the views share the rest, for which they"
                    + " have to be nearer.")
    private List<String> views = List.of("1");

    @Mixin
    private ModelOption model;

    @Option(
            names = "--bank",
            paramLabel = "B",
            defaultValue = Detection.BANK,
            description = "The bank that the policy is for (default: ${DEFAULT-VALUE}).")
    private String bank;

    @Option(
            names = "--reviewed",
            paramLabel = "CSV",
            description = "What 'review export' wrote: says how many of the confirmed pairs the threshold keeps and how"
                    + " many of the dismissed ones it leaves, by the distances of this model.")
    private Optional<Path> reviewed = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the policy, as JSON.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Set the policy at this broker at once.")
    private Optional<String> bootstrapServers = Optional.empty();

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "What the deployment's topic names begin with.")
    private String topicPrefix;

    @Option(names = "--seed", paramLabel = "N", description = "Of the resampling (default: 1).")
    private long seed = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Threads for independent work (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    CalibrateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        BankPolicies.requireName(bank);
        List<View> named = namedViews();
        BankTarget target = new BankTarget(falseAlertsPerUpload, references, named.isEmpty() ? countedViews() : 1);
        out.ifPresent(CalibrateCommand::requireFolder);
        Optional<Broker> broker = bootstrapServers.map(servers -> BrokerOption.broker(servers, topicPrefix, console));
        broker.ifPresent(known -> {
            known.requireTopics(List.of(Subjects.POLICIES));
            known.requireTopics(PolicyWarnings.topics());
        });
        ModelBundle bundle = model.choice().read();
        Optional<ReviewedDistances> people = reviewed.map(file -> ReviewedDistances.read(file, bundle.modelId()));
        BankThreshold threshold = measure(new BankCalibration(target, named, seed, threads), bundle);
        Map<String, Object> policy = policy(bundle, threshold, named);
        out.ifPresent(file -> PartialPolicy.write(file, policy));
        List<String> warnings = broker.map(known -> set(known, policy)).orElse(List.of());
        warnings.forEach(warning -> console.remark("warning: " + Console.oneLine(warning)));
        if (json) {
            Map<String, Object> facts = facts(bundle, threshold, policy);
            facts.put("warnings", warnings);
            people.ifPresent(known -> facts.put("reviewed", known.at(threshold.thresholds())));
            console.resultJson(facts);
        } else {
            tell(bundle, threshold);
            people.ifPresent(known -> tell(known, threshold.thresholds()));
        }
        people.ifPresent(known -> warnOfLostOnes(known, threshold.thresholds()));
        return 0;
    }

    /** A mistake in the place should cost seconds, not the long work. */
    private static void requireFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "--out is %s, which cannot be a file".formatted(file));
        }
    }

    /** @return the picture as it is and the others; empty where their number was given */
    private List<View> namedViews() {
        if (views.size() == 1 && views.get(0).matches("-?[0-9]+")) {
            return List.of();
        }
        List<View> named = new ArrayList<>(List.of(View.AS_IS));
        ViewNames.labels(views).forEach(label -> named.add(View.named(label)));
        return named;
    }

    private int countedViews() {
        try {
            return Integer.parseInt(views.get(0));
        } catch (NumberFormatException tooLarge) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "--views is %s, too many".formatted(views.get(0)), tooLarge);
        }
    }

    private BankThreshold measure(BankCalibration calibration, ModelBundle bundle) {
        try (StageBars bars = new StageBars(console);
                WorkFolder scratch = WorkFolder.make()) {
            CalibrationPictures pictures =
                    CalibrationPictures.read(background, uploads, calibration.side(bundle), threads, bars::progress);
            return calibration.measure(bundle, pictures, scratch.path(), bars::progress);
        }
    }

    private Map<String, Object> policy(ModelBundle bundle, BankThreshold threshold, List<View> named) {
        int rows = named.isEmpty() ? threshold.target().rows() : named.size();
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("bank", bank);
        policy.put("falseAlertsPerUpload", falseAlertsPerUpload);
        policy.put("resolvedReferences", references);
        policy.put("resolvedViews", rows);
        policy.put("maximumDistance", null);
        policy.put("distanceModelId", null);
        policy.put("maximumDistances", Map.of(bundle.modelId(), threshold.distance()));
        policy.put(
                "maximumViewDistances",
                named.size() > 1
                        ? Map.of(bundle.modelId(), threshold.thresholds().otherViews())
                        : Map.of());
        if (!named.isEmpty()) {
            policy.put("views", named.stream().skip(1).map(View::label).toList());
        }
        policy.put(
                "note",
                String.format(
                        Locale.ROOT,
                        "calibrated on %d pairs, %s, 95 %% %.6f to %.6f",
                        threshold.pairs(),
                        threshold.basis().name().toLowerCase(Locale.ROOT),
                        threshold.distanceInterval().low(),
                        threshold.distanceInterval().high()));
        return policy;
    }

    /** @return what is to be known of the policy as it is now */
    private List<String> set(Broker broker, Map<String, Object> fields) {
        BankPolicies policies = new BankPolicies(broker);
        Policy policy = policies.present(bank);
        List<String> warnings = new ArrayList<>(
                TargetResolution.add(policy, PartialPolicy.of(fields)).stream().toList());
        warnings.addAll(PolicyWarnings.of(broker, policy));
        policies.set(policy);
        console.remark("policy of bank '%s' set".formatted(Console.oneLine(bank)));
        return warnings;
    }

    private static Map<String, Object> facts(ModelBundle bundle, BankThreshold threshold, Map<String, Object> policy) {
        double rate = threshold.target().pairRate();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("threshold", threshold.distance());
        facts.put("thresholdInterval", threshold.distanceInterval());
        facts.put("viewThreshold", threshold.thresholds().otherViews());
        facts.put("falseAlertsPerUpload", threshold.target().falseAlertsPerUpload());
        facts.put("falseAlertsInterval", threshold.falseAlertsInterval());
        facts.put("confidence", 0.95);
        facts.put("resamplings", threshold.resamplings());
        facts.put("references", threshold.target().references());
        facts.put("viewsCounted", threshold.target().rows());
        facts.put("viewsCompared", threshold.views());
        facts.put("pairFalseMatchRate", rate);
        facts.put("pairs", threshold.pairs());
        facts.put("pairsWithin", threshold.pairsWithin());
        facts.put("background", threshold.background());
        facts.put("uploads", threshold.uploads());
        facts.put("featureless", threshold.featureless());
        facts.put("basis", threshold.basis());
        facts.put("basisInWords", ResolvedTarget.inWords(threshold.curve(), rate));
        facts.put("tailPairs", threshold.tailPairs());
        facts.put("tailScale", threshold.curve().tailScale());
        facts.put("nearest", threshold.nearest());
        facts.put("model", bundle.modelId());
        facts.put("modelHash", bundle.modelHash());
        facts.put("policy", policy);
        return facts;
    }

    private void tell(ReviewedDistances people, ViewThresholds threshold) {
        console.result(
                "reviewed pairs: %d of %d confirmed ones are kept, %d of %d dismissed ones are left; %d of other models left out"
                        .formatted(
                                people.kept(threshold),
                                people.confirmed().size(),
                                people.left(threshold),
                                people.dismissed().size(),
                                people.ofOtherModels()));
    }

    private void warnOfLostOnes(ReviewedDistances people, ViewThresholds threshold) {
        long lost = people.confirmed().size() - people.kept(threshold);
        if (lost > 0) {
            console.remark(String.format(
                    Locale.ROOT,
                    "WARNING: %d of %d copies that people confirmed lie beyond the threshold of %.6f%s and would be found no more",
                    lost,
                    people.confirmed().size(),
                    threshold.asIs(),
                    threshold.handicap() == 0
                            ? ""
                            : String.format(Locale.ROOT, ", %.6f under other views,", threshold.otherViews())));
        }
    }

    private void tell(ModelBundle bundle, BankThreshold threshold) {
        double rate = threshold.target().pairRate();
        console.result(String.format(
                Locale.ROOT,
                "threshold %.6f [%.6f, %.6f]%s for %s false alerts per upload with %d references (model %s)",
                threshold.distance(),
                threshold.distanceInterval().low(),
                threshold.distanceInterval().high(),
                threshold.handicap() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", under other views %.6f,",
                                threshold.thresholds().otherViews()),
                falseAlertsPerUpload,
                references,
                bundle.modelId()));
        console.result(String.format(
                Locale.ROOT,
                "false alerts per upload at it: [%.3g, %.3g]; brackets are 95 %%, %d resamplings of pictures",
                threshold.falseAlertsInterval().low(),
                threshold.falseAlertsInterval().high(),
                threshold.resamplings()));
        console.result(String.format(
                Locale.ROOT,
                "%d pairs (%d background pictures, %d uploads, %d without structure left out), %s; %.3g of them, %d pairs: %s",
                threshold.pairs(),
                threshold.background(),
                threshold.uploads(),
                threshold.featureless(),
                threshold.views(),
                rate,
                threshold.pairsWithin(),
                ResolvedTarget.inWords(threshold.curve(), rate)));
        console.result("nearest pairs (if they show the same thing, they are not unrelated):");
        threshold
                .nearest()
                .forEach(pair -> console.result("  "
                        + Console.oneLine(String.format(
                                Locale.ROOT, "%.5f  %s  %s", pair.distance(), pair.background(), pair.other()))));
    }
}
