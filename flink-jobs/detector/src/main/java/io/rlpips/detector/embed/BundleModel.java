package io.rlpips.detector.embed;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ProjectionNotes;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.ProjectedRow;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.projection.Projector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;

/** A model bundle on the task managers' disks or class path. */
public final class BundleModel implements ModelSource {
    private static final long serialVersionUID = 1L;

    private final String location;
    private final DeviceChoice device;
    private final ModelIdentity identity;
    private final double recommendedThreshold;

    private BundleModel(String location, DeviceChoice device, ModelBundle bundle) {
        this.location = location;
        this.device = device;
        this.identity = identity(bundle);
        this.recommendedThreshold = bundle.manifest().recommendedThreshold().orElse(Double.NaN);
    }

    /**
     * Reads the bundle once to know which model this job runs; task managers that find another one in the same place
     * fail instead of mixing models.
     *
     * @throws io.rlpips.metric.failure.RlpipsException where the bundle is missing or does not pass its checks
     */
    public static BundleModel of(ReadableConfig configuration) {
        String location = configuration.get(DetectorOptions.MODEL_BUNDLE);
        DeviceChoice device = DeviceChoice.of(configuration.get(DetectorOptions.DEVICE));
        return new BundleModel(location, device, read(location));
    }

    /** @return the threshold its manifest recommends, where it does */
    public Optional<Double> recommendedThreshold() {
        return Double.isNaN(recommendedThreshold) ? Optional.empty() : Optional.of(recommendedThreshold);
    }

    @Override
    public ModelIdentity identity() {
        return identity;
    }

    @Override
    public int[] layerLengths() {
        try (PerceptualModel model = PerceptualModel.load(readChecked(), DeviceChoice.CPU)) {
            return model.layerLengths().stream().mapToInt(Integer::intValue).toArray();
        }
    }

    @Override
    public Optional<Projection> projection() {
        return readChecked().projection();
    }

    @Override
    public EmbeddingModel open() {
        ModelBundle bundle = readChecked();
        return new Loaded(
                PerceptualModel.load(bundle, device), bundle.projection().map(Projector::new));
    }

    private ModelBundle readChecked() {
        ModelBundle bundle = read(location);
        if (!identity(bundle).equals(identity)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_BUNDLE,
                    "bundle '%s' holds %s here, the job was started with %s"
                            .formatted(location, identity(bundle), identity));
        }
        return bundle;
    }

    private static ModelIdentity identity(ModelBundle bundle) {
        return new ModelIdentity(
                bundle.modelId(),
                bundle.modelHash(),
                bundle.manifest().projection().flatMap(ProjectionNotes::sha256).orElse(""));
    }

    private static ModelBundle read(String location) {
        return location.equals(DetectorOptions.DEFAULT_BUNDLE)
                ? BundleReader.readDefault()
                : BundleReader.read(Path.of(location));
    }

    private record Loaded(PerceptualModel model, Optional<Projector> projector) implements EmbeddingModel {
        @Override
        public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
            List<float[]> fingerprints =
                    model.embed(pictures).stream().map(Fingerprint::values).toList();
            if (projector.isEmpty() || fingerprints.isEmpty()) {
                return fingerprints.stream()
                        .map(fingerprint -> new EmbeddedPicture(fingerprint, Optional.empty()))
                        .toList();
            }
            List<ProjectedRow> rows = projector.get().project(fingerprints);
            List<EmbeddedPicture> embedded = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                embedded.add(new EmbeddedPicture(fingerprints.get(i), Optional.of(CompactRow.of(rows.get(i)))));
            }
            return embedded;
        }

        @Override
        public void close() {
            projector.ifPresent(Projector::close);
            model.close();
        }
    }
}
