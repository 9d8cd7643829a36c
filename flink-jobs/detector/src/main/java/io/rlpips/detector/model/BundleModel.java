package io.rlpips.detector.model;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ProjectionNotes;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.CompactProjector;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.view.ViewSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Model bundles on the task managers' disks or class path: the configured one, and announced ones from the folders that
 * {@link DetectorOptions#MODEL_PREFIXES} allows. A model is loaded once in a process, whichever tasks use it.
 */
public final class BundleModel implements ModelSource {
    private static final long serialVersionUID = 1L;
    private static final SharedModels SHARED = new SharedModels();

    private final DeviceChoice device;
    private final AllowedLocations announced;
    private final String configuredLocation;
    private final ModelDescription configured;
    private final int configuredViews;

    private BundleModel(
            DeviceChoice device,
            AllowedLocations announced,
            String configuredLocation,
            ModelDescription configured,
            int configuredViews) {
        this.device = device;
        this.announced = announced;
        this.configuredLocation = configuredLocation;
        this.configured = configured;
        this.configuredViews = configuredViews;
    }

    /**
     * Reads the configured bundle once to know which model this job starts with; task managers that find another one in
     * the same place fail instead of mixing models.
     *
     * @throws RlpipsException where the bundle is missing or does not pass its checks
     */
    public static BundleModel of(ReadableConfig configuration) {
        String location = configuration.get(DetectorOptions.MODEL_BUNDLE);
        DeviceChoice device = DeviceChoice.of(configuration.get(DetectorOptions.DEVICE));
        int views = ViewNames.labels(configuration.get(DetectorOptions.VIEWS)).size();
        ModelDescription described = describe(readConfigured(location), location, "", views);
        return new BundleModel(
                device,
                new AllowedLocations(configuration.get(DetectorOptions.MODEL_PREFIXES)),
                location,
                configured(configuration, described),
                views);
    }

    private static ModelDescription configured(ReadableConfig configuration, ModelDescription described) {
        Optional<Double> distance = configuration.getOptional(DetectorOptions.THRESHOLD);
        List<Double> otherViews = configuration
                .getOptional(DetectorOptions.VIEW_THRESHOLD)
                .or(() -> distance)
                .map(List::of)
                .orElse(described.viewThresholds());
        return described.withThresholds(distance.orElse(described.threshold()), otherViews);
    }

    @Override
    public ModelDescription configured() {
        return configured;
    }

    @Override
    public ModelDescription describe(String modelId, String location, String bundleSha256) {
        ModelBundle bundle = readAnnounced(location, bundleSha256);
        if (!bundle.modelId().equals(modelId)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_BUNDLE,
                    "bundle '%s' holds model %s, %s was announced".formatted(location, bundle.modelId(), modelId));
        }
        return describe(bundle, location, bundleSha256, configuredViews);
    }

    @Override
    public EmbeddingModel open(ModelDescription model) {
        return SHARED.acquire(List.of(model.identity(), device), () -> load(model));
    }

    private EmbeddingModel load(ModelDescription model) {
        ModelBundle bundle = model.bundleSha256().isEmpty()
                ? readConfigured(configuredLocation)
                : readAnnounced(model.location(), model.bundleSha256());
        if (!identity(bundle).equals(model.identity())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_BUNDLE,
                    "bundle '%s' holds %s here, the job knows it as %s"
                            .formatted(model.location(), identity(bundle), model.identity()));
        }
        return new Loaded(
                PerceptualModel.load(bundle, device), bundle.projection().map(CompactProjector::new));
    }

    private static ModelDescription describe(ModelBundle bundle, String location, String sha256, int configuredViews) {
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU)) {
            return new ModelDescription(
                    identity(bundle),
                    location,
                    sha256,
                    model.inputSize(),
                    new ArrayList<>(model.layerLengths()),
                    bundle.projection()
                            .map(projection -> projection.dimensions() + 1)
                            .orElse(0),
                    bundle.manifest().recommendedThreshold().orElse(Double.NaN),
                    viewThresholds(bundle.manifest(), configuredViews));
        }
    }

    private static List<Double> viewThresholds(Manifest manifest, int configuredViews) {
        List<Double> thresholds = new ArrayList<>(List.of(viewThreshold(manifest, configuredViews)));
        for (int otherViews = 1; otherViews < ViewSet.STANDARD.views().size(); otherViews++) {
            thresholds.add(viewThreshold(manifest, otherViews));
        }
        return thresholds;
    }

    private static double viewThreshold(Manifest manifest, int otherViews) {
        return manifest.recommendedThresholds(1 + otherViews)
                .map(ViewThresholds::otherViews)
                .orElse(Double.NaN);
    }

    private static ModelIdentity identity(ModelBundle bundle) {
        return new ModelIdentity(
                bundle.modelId(),
                bundle.modelHash(),
                bundle.manifest().projection().flatMap(ProjectionNotes::sha256).orElse(""));
    }

    private static ModelBundle readConfigured(String location) {
        return location.equals(DetectorOptions.DEFAULT_BUNDLE)
                ? BundleReader.readDefault()
                : BundleReader.read(Path.of(location));
    }

    private ModelBundle readAnnounced(String location, String sha256) {
        URI uri = announced.require(location);
        if (!uri.getScheme().equals("file")) {
            throw new RlpipsException(
                    FailureCategory.FORBIDDEN_LOCATION,
                    "bundle '%s' is no file: models are loaded from the task managers' disks".formatted(location));
        }
        try {
            Path file = announced.requireReal(uri);
            String found = Sha256.of(file);
            if (!found.equals(sha256)) {
                throw new RlpipsException(
                        FailureCategory.CONTENT_MISMATCH,
                        "bundle '%s' has SHA-256 %s, %s was announced".formatted(location, found, sha256));
            }
            return BundleReader.read(file);
        } catch (NoSuchFileException missing) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "bundle '%s' does not exist".formatted(location), missing);
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "bundle '%s' cannot be read: %s".formatted(location, unreadable.getMessage()),
                    unreadable);
        }
    }

    private record Loaded(PerceptualModel model, Optional<CompactProjector> projector) implements EmbeddingModel {
        @Override
        public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
            List<float[]> fingerprints = fingerprints(pictures);
            Optional<List<CompactRow>> rows = projector.map(known -> known.compact(fingerprints));
            List<EmbeddedPicture> embedded = new ArrayList<>();
            for (int i = 0; i < fingerprints.size(); i++) {
                int picture = i;
                embedded.add(new EmbeddedPicture(fingerprints.get(i), rows.map(all -> all.get(picture))));
            }
            return embedded;
        }

        @Override
        public List<float[]> fingerprints(List<RgbImage> pictures) {
            return model.embed(pictures).stream().map(Fingerprint::values).toList();
        }

        @Override
        public void close() {
            projector.ifPresent(CompactProjector::close);
            model.close();
        }
    }
}
