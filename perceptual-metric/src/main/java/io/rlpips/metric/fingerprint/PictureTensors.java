package io.rlpips.metric.fingerprint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.image.RgbImage;
import java.util.List;

/** Pixels as the networks take them. */
public final class PictureTensors {
    private PictureTensors() {}

    /**
     * @param pictures at least one, all of the same size
     * @return float32 [N, 3, H, W] in [-1, 1] (x / 127.5 - 1), RGB, in {@code manager}
     */
    public static NDArray of(NDManager manager, List<RgbImage> pictures) {
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        float[] values = new float[pictures.size() * 3 * width * height];
        for (int i = 0; i < pictures.size(); i++) {
            write(pictures.get(i), values, i * 3 * width * height);
        }
        return Tensors.of(manager, new int[] {pictures.size(), 3, height, width}, values);
    }

    private static void write(RgbImage picture, float[] values, int offset) {
        byte[] pixels = picture.pixels();
        int plane = picture.width() * picture.height();
        for (int position = 0; position < plane; position++) {
            for (int channel = 0; channel < 3; channel++) {
                values[offset + channel * plane + position] = (pixels[position * 3 + channel] & 0xff) / 127.5f - 1;
            }
        }
    }
}
