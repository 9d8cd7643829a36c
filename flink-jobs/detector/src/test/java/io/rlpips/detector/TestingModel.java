package io.rlpips.detector;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.CompactProjector;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model whose fingerprint is the picture at 4 x 4 pixels: quick, deterministic, and its distances are obvious. It is
 * searched through the brightness of the picture's four quarters. Another one of the kind, announced by its name, sees
 * everything at twice the contrast: its distances are four times as large.
 */
class TestingModel implements ModelSource {
    private static final long serialVersionUID = 1L;
    private static final int SIDE = 4;
    private static final int QUARTERS = 4;
    private static final int LENGTH = 3 * SIDE * SIDE;
    private static final double DEFAULT_THRESHOLD = 0.05;
    static final String ANOTHER = "contrasty";

    private final double threshold;
    private final boolean another;

    private TestingModel(double threshold, boolean another) {
        this.threshold = threshold;
        this.another = another;
    }

    TestingModel(double threshold) {
        this(threshold, false);
    }

    /** The one of twice the contrast, configured from the start instead of announced. */
    static TestingModel another() {
        return new TestingModel(DEFAULT_THRESHOLD, true);
    }

    TestingModel() {
        this(DEFAULT_THRESHOLD);
    }

    ModelIdentity identity() {
        return configured().identity();
    }

    @Override
    public ModelDescription configured() {
        return another ? description(ANOTHER, "2", "", 4 * threshold) : description("testing", "0", "", threshold);
    }

    /** At the same pictures the other model's threshold is passed at the same pairs. */
    @Override
    public ModelDescription describe(String modelId, String location, String bundleSha256) {
        if (!modelId.equals(ANOTHER)) {
            throw new RlpipsException(FailureCategory.CONTENT_NOT_FOUND, "no bundle at " + location);
        }
        return description(modelId, "2", bundleSha256, 4 * threshold);
    }

    private static ModelDescription description(String id, String digit, String sha256, double threshold) {
        return new ModelDescription(
                new ModelIdentity(id, digit.repeat(64), "1".repeat(64)),
                id,
                sha256,
                SIDE,
                List.of(16, 32),
                QUARTERS + 1,
                threshold);
    }

    private static Projection projection() {
        float[] basis = new float[QUARTERS * LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            basis[i * QUARTERS / LENGTH * LENGTH + i] = (float) (1 / Math.sqrt(LENGTH / QUARTERS));
        }
        return new Projection(
                new WeightTensor(new int[] {QUARTERS, LENGTH}, basis),
                new WeightTensor(new int[] {LENGTH}, new float[LENGTH]),
                BasisFormat.FLOAT32);
    }

    @Override
    public EmbeddingModel open(ModelDescription model) {
        return new Loaded(new CompactProjector(projection()), model.modelId().equals(ANOTHER) ? 2 : 1);
    }

    EmbeddingModel open() {
        return open(configured());
    }

    private record Loaded(CompactProjector projector, float contrast) implements EmbeddingModel {
        @Override
        public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
            List<EmbeddedPicture> embedded = new ArrayList<>();
            for (RgbImage picture : pictures) {
                byte[] pixels = Resize.to(picture, SIDE, SIDE).pixels();
                float[] values = new float[LENGTH];
                for (int i = 0; i < values.length; i++) {
                    values[i] = contrast * (pixels[i] & 0xff) / 255f;
                }
                CompactRow row = projector.compact(List.of(values)).get(0);
                embedded.add(new EmbeddedPicture(values, Optional.of(row)));
            }
            return embedded;
        }

        @Override
        public void close() {
            projector.close();
        }
    }
}
