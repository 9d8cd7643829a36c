package io.rlpips.detector;

import io.rlpips.detector.embed.ModelIdentity;
import io.rlpips.detector.embed.ModelSource;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** A model whose fingerprint is the picture at 4 x 4 pixels: quick, deterministic, and its distances are obvious. */
class TestingModel implements ModelSource {
    private static final long serialVersionUID = 1L;
    private static final int SIDE = 4;

    @Override
    public ModelIdentity identity() {
        return new ModelIdentity("testing", "0".repeat(64));
    }

    @Override
    public int[] layerLengths() {
        return new int[] {16, 32};
    }

    @Override
    public EmbeddingModel open() {
        return new Loaded();
    }

    private static final class Loaded implements EmbeddingModel {
        @Override
        public List<float[]> embed(List<RgbImage> pictures) {
            List<float[]> fingerprints = new ArrayList<>();
            for (RgbImage picture : pictures) {
                byte[] pixels = Resize.to(picture, SIDE, SIDE).pixels();
                float[] values = new float[pixels.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (pixels[i] & 0xff) / 255f;
                }
                fingerprints.add(values);
            }
            return fingerprints;
        }

        @Override
        public void close() {}
    }
}
