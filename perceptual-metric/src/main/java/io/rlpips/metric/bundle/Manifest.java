package io.rlpips.metric.bundle;

import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.Precision;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a bundle says about itself in {@code manifest.json}. Made with {@link #describing} and the {@code with} methods;
 * every instance has passed the checks of its values.
 *
 * @param formatVersion {@value #FORMAT_VERSION}
 * @param modelId 1 to 64 lower-case letters, digits, dots, underscores and hyphens, the first a letter or digit
 * @param backbone the network
 * @param inputSize side in pixels of the square pictures that fingerprints are made of
 * @param recipe the name of the procedure that made it, for example {@code imported}
 * @param training how it was trained, where that is known
 * @param parent id of the model that training started from
 * @param metrics what was measured with it
 * @param calibration distance against the rate of false matches
 * @param recommendedThreshold the distance up to which two pictures count as copies; above 0
 * @param projection the directions that the search compares first, where there are any
 * @param precision how the tensors are stored
 * @param tensorsSha256 64 lower-case hexadecimal digits over the tensor file; empty in a manifest that describes tensors
 *     not yet put into a bundle ({@link ModelBundle} fills it in)
 * @param createdBy program and version that wrote the bundle
 */
public record Manifest(
        int formatVersion,
        String modelId,
        Backbone backbone,
        int inputSize,
        String recipe,
        Optional<Training> training,
        Optional<String> parent,
        List<Measurement> metrics,
        Optional<CalibrationCurve> calibration,
        Optional<Double> recommendedThreshold,
        Optional<ProjectionNotes> projection,
        Precision precision,
        Optional<String> tensorsSha256,
        String createdBy) {
    /** The layout this version writes, and the newest it reads. */
    public static final int FORMAT_VERSION = 1;
    /** Longest side of an input; beyond it one picture would take gigabytes. */
    public static final int MAXIMUM_INPUT_SIZE = 1024;

    private static final Pattern MODEL_ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public Manifest {
        Objects.requireNonNull(backbone, "backbone");
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(createdBy, "createdBy");
        metrics = List.copyOf(metrics);
        requireKnownFormat(formatVersion);
        requireModelId("modelId", modelId);
        parent.ifPresent(id -> requireModelId("parent", id));
        requireInputSize(backbone, inputSize);
        recommendedThreshold.ifPresent(Manifest::requireThreshold);
        tensorsSha256.ifPresent(digest -> Sha256.requireDigest("tensorsSha256", digest));
    }

    /**
     * The recommended threshold, and what it means for other views than the pictures as they are: those have to be nearer
     * by what {@link ViewThresholds} says at the rate of false matches that the recommended threshold has. That keeps its
     * whole rate, so other views add a quarter to it. One threshold for all where there is no calibration curve, or none
     * that says anything about that rate.
     *
     * @param views that a reference is searched under, the picture as it is included, at least 1
     * @return empty where no threshold is recommended
     */
    public Optional<ViewThresholds> recommendedThresholds(int views) {
        return recommendedThreshold.map(distance -> calibration
                .filter(curve -> views > 1 && saysSomethingAbout(curve, distance))
                .map(curve -> divided(curve, distance, views))
                .orElseGet(() -> ViewThresholds.same(distance)));
    }

    private static boolean saysSomethingAbout(CalibrationCurve curve, double distance) {
        return distance <= curve.highestDistance()
                && ViewThresholds.AS_IS_SHARE * curve.falseMatchRateAt(distance)
                        > Math.max(curve.falseMatchRateAt(0), curve.lowestRate());
    }

    private static ViewThresholds divided(CalibrationCurve curve, double distance, int views) {
        ViewThresholds divided =
                ViewThresholds.of(curve, curve.falseMatchRateAt(distance), views, ViewThresholds.AS_IS_SHARE);
        double nearer = divided.otherViews() == 0 ? 0 : Math.max(0, distance - divided.handicap());
        return new ViewThresholds(distance, nearer);
    }

    /** A manifest with the required fields; tensors are stored as float32. */
    public static Manifest describing(String modelId, Backbone backbone, int inputSize, String recipe) {
        return new Manifest(
                FORMAT_VERSION,
                modelId,
                backbone,
                inputSize,
                recipe,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Precision.FLOAT32,
                Optional.empty(),
                creator());
    }

    private static String creator() {
        String version = Manifest.class.getPackage().getImplementationVersion();
        return version == null ? "rlpips" : "rlpips " + version;
    }

    private static void requireKnownFormat(int formatVersion) {
        if (formatVersion != FORMAT_VERSION) {
            throw BundleFailure.of(
                    "manifest has format version %d, this program reads version %d", formatVersion, FORMAT_VERSION);
        }
    }

    private static void requireModelId(String field, String id) {
        if (!MODEL_ID.matcher(id).matches()) {
            throw BundleFailure.of(
                    "%s '%s' is no model id: 1 to 64 of a-z 0-9 . _ - and no sign first",
                    field, id.substring(0, Math.min(80, id.length())));
        }
    }

    private static void requireInputSize(Backbone backbone, int inputSize) {
        if (inputSize < backbone.minimumInputSize() || inputSize > MAXIMUM_INPUT_SIZE) {
            throw BundleFailure.of(
                    "input size %d, %s takes %d to %d",
                    inputSize, backbone.label(), backbone.minimumInputSize(), MAXIMUM_INPUT_SIZE);
        }
    }

    private static void requireThreshold(double threshold) {
        if (!(threshold > 0) || Double.isInfinite(threshold)) {
            throw BundleFailure.of("recommended threshold %s is not a distance above 0", threshold);
        }
    }

    /** @param id what the model is called from now on; all else stays */
    public Manifest withModelId(String id) {
        return changed(copy -> copy.modelId = id);
    }

    public Manifest withTraining(Training made) {
        return changed(copy -> copy.training = Optional.of(made));
    }

    public Manifest withParent(String id) {
        return changed(copy -> copy.parent = Optional.of(id));
    }

    public Manifest withMetrics(List<Measurement> measured) {
        return changed(copy -> copy.metrics = measured);
    }

    public Manifest withCalibration(CalibrationCurve curve) {
        return changed(copy -> copy.calibration = Optional.of(curve));
    }

    /** @param distance above 0 */
    public Manifest withRecommendedThreshold(double distance) {
        return changed(copy -> copy.recommendedThreshold = Optional.of(distance));
    }

    /** The hash is over the stored form, so another precision starts without one. */
    public Manifest withPrecision(Precision stored) {
        return changed(copy -> {
            copy.precision = stored;
            copy.tensorsSha256 = Optional.empty();
        });
    }

    Manifest withTensorsSha256(String digest) {
        return changed(copy -> copy.tensorsSha256 = Optional.of(digest));
    }

    Manifest withProjection(ProjectionNotes notes) {
        return changed(copy -> copy.projection = Optional.of(notes));
    }

    Manifest withoutProjection() {
        return changed(copy -> copy.projection = Optional.empty());
    }

    private Manifest changed(Consumer<ManifestDraft> change) {
        ManifestDraft copy = new ManifestDraft(this);
        change.accept(copy);
        return copy.finished();
    }
}
