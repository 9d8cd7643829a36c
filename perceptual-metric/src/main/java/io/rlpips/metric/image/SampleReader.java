package io.rlpips.metric.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * Takes samples out of what ImageIO hands over. Samples are taken as they were stored, scaled to 8 bits, and never
 * through AWT's colour conversion: AWT believes grey to be linear light and would brighten it.
 */
final class SampleReader {
    private static final int[] NO_KEY = {};

    private SampleReader() {}

    static Samples read(BufferedImage image) throws IIOException {
        return read(image, NO_KEY);
    }

    /**
     * @param colourKey stored samples of the one transparent colour, at their stored depth; empty for none
     * @throws IIOException for a number of channels that is neither grey nor RGB
     */
    static Samples read(BufferedImage image, int[] colourKey) throws IIOException {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return fromPalette(image.getRaster(), palette, colourKey);
        }
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
                && colourKey.length == 0
                && image.getRaster().getParent() == null) {
            return fromBlueGreenRed(image);
        }
        return fromComponents(image, colourKey);
    }

    /** @param inkIsDark whether 0 in the raster means full ink, as Adobe writes it */
    static Samples cyanMagentaYellowBlack(Raster raster, boolean inkIsDark) throws IIOException {
        if (raster.getNumBands() != 4) {
            throw new IIOException("4 channels expected, found " + raster.getNumBands());
        }
        int width = raster.getWidth();
        byte[] values = new byte[width * raster.getHeight() * 4];
        int invert = inkIsDark ? 0xff : 0;
        int shift = raster.getSampleModel().getSampleSize(0) - 8;
        int[] row = new int[width * 4];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int sample : row) {
                values[at++] = (byte) (sample >>> Math.max(0, shift) ^ invert);
            }
        }
        return new Samples(width, raster.getHeight(), 4, values, new byte[0]);
    }

    private static Samples fromPalette(Raster raster, IndexColorModel palette, int[] colourKey) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        if (colourKey.length > 0 && colourKey[0] < colours.length) {
            colours[colourKey[0]] &= 0xffffff;
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        boolean opaque = Arrays.stream(colours).allMatch(colour -> colour >>> 24 == 0xff);
        byte[] values = new byte[width * height * 3];
        byte[] alpha = new byte[opaque ? 0 : width * height];
        int[] row = new int[width];
        for (int y = 0, at = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int index : row) {
                int colour = colours[index];
                values[at * 3] = (byte) (colour >> 16);
                values[at * 3 + 1] = (byte) (colour >> 8);
                values[at * 3 + 2] = (byte) colour;
                if (!opaque) {
                    alpha[at] = (byte) (colour >>> 24);
                }
                at++;
            }
        }
        return new Samples(width, height, 3, values, alpha);
    }

    private static Samples fromBlueGreenRed(BufferedImage image) {
        byte[] stored = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        byte[] values = new byte[stored.length];
        for (int i = 0; i < stored.length; i += 3) {
            values[i] = stored[i + 2];
            values[i + 1] = stored[i + 1];
            values[i + 2] = stored[i];
        }
        return new Samples(image.getWidth(), image.getHeight(), 3, values, new byte[0]);
    }

    private static Samples fromComponents(BufferedImage image, int[] colourKey) throws IIOException {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int colours = bands - (model.hasAlpha() ? 1 : 0);
        if (colours != 1 && colours != 3) {
            throw new IIOException("grey or RGB expected, found " + colours + " colour channels");
        }
        ChannelScale scale = ChannelScale.of(model, raster);
        boolean opaque = !model.hasAlpha() && colourKey.length == 0;
        int width = raster.getWidth();
        byte[] values = new byte[width * raster.getHeight() * 3];
        byte[] alpha = new byte[opaque ? 0 : width * raster.getHeight()];
        double[] row = new double[width * bands];
        for (int y = 0, at = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++, at++) {
                int opacity = opacity(row, x * bands, bands, model.hasAlpha(), colourKey, scale);
                for (int channel = 0; channel < 3; channel++) {
                    int band = colours == 1 ? 0 : channel;
                    int value = scale.toByte(row[x * bands + band], band);
                    values[at * 3 + channel] = (byte) (model.isAlphaPremultiplied() ? divided(value, opacity) : value);
                }
                if (!opaque) {
                    alpha[at] = (byte) opacity;
                }
            }
        }
        return new Samples(width, raster.getHeight(), 3, values, alpha);
    }

    private static int opacity(double[] row, int at, int bands, boolean hasAlpha, int[] colourKey, ChannelScale scale) {
        if (hasAlpha) {
            return scale.toByte(row[at + bands - 1], bands - 1);
        }
        for (int band = 0; band < colourKey.length; band++) {
            if (row[at + band] != colourKey[band]) {
                return 255;
            }
        }
        return colourKey.length == 0 ? 255 : 0;
    }

    private static int divided(int value, int opacity) {
        return opacity == 0 ? 255 : Math.min(255, (value * 255 + opacity / 2) / opacity);
    }

    /** @param largest sample value that means full, for each band */
    private record ChannelScale(double[] largest) {

        static ChannelScale of(ColorModel model, Raster raster) {
            double[] largest = new double[raster.getNumBands()];
            for (int band = 0; band < largest.length; band++) {
                largest[band] = (1L << model.getComponentSize(band)) - 1.0;
            }
            return new ChannelScale(largest);
        }

        int toByte(double sample, int band) {
            return (int) Math.max(0, Math.min(255, sample / largest[band] * 255 + 0.5));
        }
    }
}
