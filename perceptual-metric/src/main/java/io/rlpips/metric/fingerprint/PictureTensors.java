package io.rlpips.metric.fingerprint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.List;

/** Pixels as the networks take them. */
public final class PictureTensors {
    private static final float[] SAMPLES = samples();

    private PictureTensors() {}

    /**
     * @param pictures at least one, all of the same size
     * @return float32 [N, 3, H, W] in [-1, 1] (x / 127.5 - 1), RGB, in {@code manager}
     */
    public static NDArray of(NDManager manager, List<RgbImage> pictures) {
        Shape shape = shape(pictures);
        FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(shape.size()));
        write(pictures, values);
        return Tensors.of(manager, shape, values.array());
    }

    /** @return [N, 3, H, W] */
    static Shape shape(List<RgbImage> pictures) {
        return new Shape(
                pictures.size(), 3, pictures.get(0).height(), pictures.get(0).width());
    }

    /** Writes pictures of one size as {@link #of} has them. */
    static void write(List<RgbImage> pictures, FloatBuffer values) {
        float[] picture = new float[values.remaining() / pictures.size()];
        for (RgbImage next : pictures) {
            write(next, picture);
            values.put(picture);
        }
    }

    private static void write(RgbImage picture, float[] values) {
        byte[] pixels = picture.pixels();
        int plane = picture.width() * picture.height();
        for (int position = 0; position < plane; position++) {
            for (int channel = 0; channel < 3; channel++) {
                values[channel * plane + position] = SAMPLES[pixels[position * 3 + channel] & 0xff];
            }
        }
    }

    private static float[] samples() {
        float[] samples = new float[256];
        for (int level = 0; level < samples.length; level++) {
            samples[level] = level / 127.5f - 1;
        }
        return samples;
    }
}
