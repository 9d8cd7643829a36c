package io.rlpips.training.triplet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.image.RgbImage;
import java.util.List;
import java.util.SplittableRandom;

/** Pictures as the small networks take and give them. */
final class NetworkPictures {
    private NetworkPictures() {}

    /**
     * @param pictures of one size
     * @param noiseSigma of noise added, in units of a sample
     * @return float32 [N, 3, H, W], [-1, 1] but for the noise
     */
    static NDArray tensor(NDManager manager, List<RgbImage> pictures, double noiseSigma, SplittableRandom random) {
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        int plane = width * height;
        float[] values = new float[pictures.size() * 3 * plane];
        for (int row = 0; row < pictures.size(); row++) {
            byte[] pixels = pictures.get(row).pixels();
            for (int i = 0; i < pixels.length; i++) {
                double noise = noiseSigma > 0 ? noiseSigma * random.nextGaussian() : 0;
                values[(3 * row + i % 3) * plane + i / 3] = (float) (((pixels[i] & 0xff) + noise) / 127.5 - 1);
            }
        }
        return Tensors.of(manager, new int[] {pictures.size(), 3, height, width}, values);
    }

    /** @param image [1, 3, H, W] */
    static Raster raster(NDArray image) {
        int height = Math.toIntExact(image.getShape().get(2));
        int width = Math.toIntExact(image.getShape().get(3));
        float[] values = image.toFloatArray();
        float[] samples = new float[values.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (values[i % 3 * width * height + i / 3] + 1) * 127.5f;
        }
        return new Raster(width, height, samples);
    }
}
