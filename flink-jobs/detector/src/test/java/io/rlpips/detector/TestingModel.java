package io.rlpips.detector;

import io.rlpips.detector.embed.EmbeddedPicture;
import io.rlpips.detector.embed.ModelIdentity;
import io.rlpips.detector.embed.ModelSource;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.projection.Projector;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model whose fingerprint is the picture at 4 x 4 pixels: quick, deterministic, and its distances are obvious. It is
 * searched through the brightness of the picture's four quarters.
 */
class TestingModel implements ModelSource {
    private static final long serialVersionUID = 1L;
    private static final int SIDE = 4;
    private static final int QUARTERS = 4;
    private static final int LENGTH = 3 * SIDE * SIDE;

    @Override
    public ModelIdentity identity() {
        return new ModelIdentity("testing", "0".repeat(64), "1".repeat(64));
    }

    @Override
    public int[] layerLengths() {
        return new int[] {16, 32};
    }

    @Override
    public Optional<Projection> projection() {
        float[] basis = new float[QUARTERS * LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            basis[i * QUARTERS / LENGTH * LENGTH + i] = (float) (1 / Math.sqrt(LENGTH / QUARTERS));
        }
        return Optional.of(new Projection(
                new WeightTensor(new int[] {QUARTERS, LENGTH}, basis),
                new WeightTensor(new int[] {LENGTH}, new float[LENGTH]),
                Precision.FLOAT32));
    }

    @Override
    public EmbeddingModel open() {
        return new Loaded(new Projector(projection().orElseThrow()));
    }

    private record Loaded(Projector projector) implements EmbeddingModel {
        @Override
        public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
            List<EmbeddedPicture> embedded = new ArrayList<>();
            for (RgbImage picture : pictures) {
                byte[] pixels = Resize.to(picture, SIDE, SIDE).pixels();
                float[] values = new float[LENGTH];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (pixels[i] & 0xff) / 255f;
                }
                CompactRow row =
                        CompactRow.of(projector.project(List.of(values)).get(0));
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
