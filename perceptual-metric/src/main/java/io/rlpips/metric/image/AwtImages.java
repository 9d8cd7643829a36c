package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import javax.imageio.IIOException;

/** To and from AWT's pictures. Needs no display. */
public final class AwtImages {
    private AwtImages() {}

    /**
     * @param image grey or RGB samples, taken as sRGB; what is transparent is laid over white
     * @throws RlpipsException INVALID_ARGUMENT for other colour models
     */
    public static RgbImage from(BufferedImage image) {
        try {
            return ColourConversion.toSrgb(SampleReader.read(image), new byte[0]);
        } catch (IIOException unsupported) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, unsupported.getMessage(), unsupported);
        }
    }

    /** @return an sRGB picture whose samples lie red before green before blue, all black */
    static BufferedImage redGreenBlue(int width, int height) {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        WritableRaster raster = Raster.createInterleavedRaster(
                DataBuffer.TYPE_BYTE, width, height, width * 3, 3, new int[] {0, 1, 2}, null);
        return new BufferedImage(model, raster, false, null);
    }

    /** @return a {@link BufferedImage#TYPE_3BYTE_BGR} picture with pixels of its own */
    public static BufferedImage toAwt(RgbImage image) {
        BufferedImage target = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] to = ((DataBufferByte) target.getRaster().getDataBuffer()).getData();
        byte[] from = image.pixels();
        for (int i = 0; i < from.length; i += 3) {
            to[i] = from[i + 2];
            to[i + 1] = from[i + 1];
            to[i + 2] = from[i];
        }
        return target;
    }
}
