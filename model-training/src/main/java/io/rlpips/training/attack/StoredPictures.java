package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** Pictures as attacks work on them, and as they are stored. */
public final class StoredPictures {
    private static final int LEVELS = 255;

    private StoredPictures() {}

    /**
     * @param pictures at least one, all of the same size
     * @return float32 [N, 3, H, W] in [0, 1], RGB, in {@code manager}
     */
    public static NDArray samples(NDManager manager, List<RgbImage> pictures) {
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        float[] values = new float[pictures.size() * 3 * width * height];
        for (int i = 0; i < pictures.size(); i++) {
            write(pictures.get(i), values, i * 3 * width * height);
        }
        return Tensors.of(manager, new int[] {pictures.size(), 3, height, width}, values);
    }

    /**
     * @param samples float32 [N, 3, H, W] in [0, 1]
     * @return rounded to 8 bits
     */
    public static List<RgbImage> of(NDArray samples) {
        int height = Math.toIntExact(samples.getShape().get(2));
        int width = Math.toIntExact(samples.getShape().get(3));
        float[] values = samples.toFloatArray();
        List<RgbImage> pictures = new ArrayList<>();
        for (int from = 0; from < values.length; from += 3 * width * height) {
            pictures.add(picture(values, from, width, height));
        }
        return pictures;
    }

    private static void write(RgbImage picture, float[] values, int offset) {
        byte[] pixels = picture.pixels();
        int plane = picture.width() * picture.height();
        for (int position = 0; position < plane; position++) {
            for (int channel = 0; channel < 3; channel++) {
                values[offset + channel * plane + position] = (pixels[position * 3 + channel] & 0xff) / (float) LEVELS;
            }
        }
    }

    private static RgbImage picture(float[] values, int from, int width, int height) {
        int plane = width * height;
        byte[] pixels = new byte[3 * plane];
        for (int position = 0; position < plane; position++) {
            for (int channel = 0; channel < 3; channel++) {
                float level = values[from + channel * plane + position] * LEVELS;
                pixels[position * 3 + channel] = (byte) Math.max(0, Math.min(LEVELS, Math.round(level)));
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
