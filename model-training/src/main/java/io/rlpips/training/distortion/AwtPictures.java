package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/** Carries pixels between {@link RgbImage} and the Java 2D world. */
public final class AwtPictures {
    private AwtPictures() {}

    /** @return a copy of type {@link BufferedImage#TYPE_3BYTE_BGR} */
    public static BufferedImage toAwt(RgbImage source) {
        BufferedImage copy = new BufferedImage(source.width(), source.height(), BufferedImage.TYPE_3BYTE_BGR);
        swapEnds(source.pixels(), ((DataBufferByte) copy.getRaster().getDataBuffer()).getData());
        return copy;
    }

    /** @param source of any type; transparency is dropped */
    public static RgbImage fromAwt(BufferedImage source) {
        int width = source.getWidth();
        int height = source.getHeight();
        byte[] pixels = new byte[width * height * 3];
        if (source.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            swapEnds(((DataBufferByte) source.getRaster().getDataBuffer()).getData(), pixels);
            return new RgbImage(width, height, pixels);
        }
        int[] packed = source.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < packed.length; i++) {
            pixels[3 * i] = (byte) (packed[i] >> 16);
            pixels[3 * i + 1] = (byte) (packed[i] >> 8);
            pixels[3 * i + 2] = (byte) packed[i];
        }
        return new RgbImage(width, height, pixels);
    }

    /** Red and blue change places; the way there and the way back are the same. */
    private static void swapEnds(byte[] from, byte[] to) {
        for (int i = 0; i < to.length; i += 3) {
            to[i] = from[i + 2];
            to[i + 1] = from[i + 1];
            to[i + 2] = from[i];
        }
    }
}
