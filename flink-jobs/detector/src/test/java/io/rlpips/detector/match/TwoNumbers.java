package io.rlpips.detector.match;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.CompactProjector;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A model with two layers of one number each: hundredths, the red and green of a picture's first pixel.
 *
 * @param compact whether it is searched through its first number
 */
record TwoNumbers(boolean compact) implements ModelSource {
    private static final long serialVersionUID = 1L;

    static RgbImage picture(float first, float second) {
        int side = Canonicaliser.MASTER_SIZE;
        byte[] pixels = new byte[3 * side * side];
        pixels[0] = (byte) Math.round(100 * first);
        pixels[1] = (byte) Math.round(100 * second);
        return new RgbImage(side, side, pixels);
    }

    @Override
    public ModelDescription configured() {
        return named("two-numbers");
    }

    /** The same under another name. */
    ModelDescription named(String id) {
        return new ModelDescription(
                new ModelIdentity(id, "", ""), "", "", Canonicaliser.MASTER_SIZE, List.of(1, 1), compact ? 2 : 0, 0.5);
    }

    @Override
    public ModelDescription describe(String modelId, String location, String bundleSha256) {
        return named(modelId);
    }

    private Optional<Projection> projection() {
        return compact
                ? Optional.of(new Projection(
                        new WeightTensor(new int[] {1, 2}, new float[] {1, 0}),
                        new WeightTensor(new int[] {2}, new float[] {0.1f, 0.1f}),
                        BasisFormat.FLOAT32))
                : Optional.empty();
    }

    @Override
    public EmbeddingModel open(ModelDescription model) {
        Optional<CompactProjector> projector = projection().map(CompactProjector::new);
        return new EmbeddingModel() {
            @Override
            public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
                return pictures.stream().map(this::embedded).toList();
            }

            private EmbeddedPicture embedded(RgbImage picture) {
                byte[] pixels = Arrays.copyOf(picture.pixels(), 2);
                float[] numbers = {pixels[0] / 100f, pixels[1] / 100f};
                return new EmbeddedPicture(
                        numbers,
                        projector.map(known -> known.compact(List.of(numbers)).get(0)));
            }

            @Override
            public void close() {
                projector.ifPresent(CompactProjector::close);
            }
        };
    }
}
