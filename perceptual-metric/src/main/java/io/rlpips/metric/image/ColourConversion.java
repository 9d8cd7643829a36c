package io.rlpips.metric.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.color.ICC_ProfileRGB;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.Optional;

/**
 * Samples to sRGB, and what is transparent over white.
 *
 * <p>A profile that cannot be used (damaged, larger than {@link #MAX_PROFILE_BYTES}, made for other channels) is no
 * failure: RGB is then taken as sRGB, and CMYK is multiplied out as ideal inks. Viewers do the same. No colour profile
 * of the machine is ever consulted.
 */
final class ColourConversion {
    /** The largest published press profiles are about 3 MiB. */
    static final int MAX_PROFILE_BYTES = 8 << 20;

    /** Of 255: how far a profile may move a grey so that means of pixels may be converted instead of the pixels. */
    private static final int MOST_TONE_SHIFT = 16;

    private static final int GREYS = 256;

    /** Tables from device to connection space: {@code A2B0} and so on, {@code D2B0} and so on. */
    private static final int[] TABLE_TAGS = {
        0x41324230, 0x41324231, 0x41324232, 0x44324230, 0x44324231, 0x44324232, 0x44324233
    };

    private static final ICC_Profile SRGB = ICC_Profile.getInstance(ColorSpace.CS_sRGB);

    private ColourConversion() {}

    /** @param profile ICC profile; empty for none */
    static RgbImage toSrgb(Samples samples, byte[] profile) {
        byte[] colours = converted(samples, profile)
                .orElseGet(() -> samples.colours() == 4 ? idealInks(samples.values()) : samples.values());
        if (!samples.opaque()) {
            putOverWhite(colours, samples.alpha());
        }
        return new RgbImage(samples.width(), samples.height(), colours);
    }

    /**
     * Whether means of RGB samples may be converted in place of the samples: true without a profile, with one that cannot
     * be used, and with one that is a matrix and leaves greys about where they are, as those of cameras and screens do.
     * A profile of linear light, for example, makes two pictures of the two orders.
     */
    static boolean keepsMeans(byte[] profile) {
        byte[] ramp = new byte[GREYS * 3];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (i / 3);
        }
        Optional<byte[]> shifted = converted(new Samples(GREYS, 1, 3, ramp, new byte[0]), profile);
        if (shifted.isEmpty()) {
            return true;
        }
        for (int i = 0; i < ramp.length; i++) {
            if (Math.abs((shifted.get()[i] & 0xff) - i / 3) > MOST_TONE_SHIFT) {
                return false;
            }
        }
        return isMatrix(profile);
    }

    private static boolean isMatrix(byte[] profile) {
        try {
            ICC_Profile source = ICC_Profile.getInstance(profile);
            return source instanceof ICC_ProfileRGB
                    && Arrays.stream(TABLE_TAGS).allMatch(tag -> source.getData(tag) == null);
        } catch (CMMException | IllegalArgumentException unusableProfile) {
            return false;
        }
    }

    private static Optional<byte[]> converted(Samples samples, byte[] profile) {
        if (profile.length == 0 || profile.length > MAX_PROFILE_BYTES) {
            return Optional.empty();
        }
        try {
            ICC_Profile source = ICC_Profile.getInstance(profile);
            int expected = samples.colours() == 4 ? ColorSpace.TYPE_CMYK : ColorSpace.TYPE_RGB;
            if (source.getColorSpaceType() != expected) {
                return Optional.empty();
            }
            byte[] target = new byte[samples.width() * samples.height() * 3];
            new ColorConvertOp(new ICC_Profile[] {source, SRGB}, null)
                    .filter(
                            interleaved(samples.values(), samples.width(), samples.height(), samples.colours()),
                            interleaved(target, samples.width(), samples.height(), 3));
            return Optional.of(target);
        } catch (CMMException | IllegalArgumentException | ArrayIndexOutOfBoundsException unusableProfile) {
            return Optional.empty();
        }
    }

    private static WritableRaster interleaved(byte[] values, int width, int height, int bands) {
        int[] offsets = new int[bands];
        for (int band = 0; band < bands; band++) {
            offsets[band] = band;
        }
        DataBuffer buffer = new DataBufferByte(values, values.length);
        return Raster.createInterleavedRaster(buffer, width, height, width * bands, bands, offsets, null);
    }

    private static byte[] idealInks(byte[] inks) {
        byte[] rgb = new byte[inks.length / 4 * 3];
        for (int from = 0, to = 0; from < inks.length; from += 4) {
            int light = 255 - (inks[from + 3] & 0xff);
            for (int ink = 0; ink < 3; ink++) {
                rgb[to++] = (byte) (((255 - (inks[from + ink] & 0xff)) * light + 127) / 255);
            }
        }
        return rgb;
    }

    private static void putOverWhite(byte[] colours, byte[] alpha) {
        for (int pixel = 0; pixel < alpha.length; pixel++) {
            int opacity = alpha[pixel] & 0xff;
            for (int at = pixel * 3; at < pixel * 3 + 3; at++) {
                colours[at] = (byte) (((colours[at] & 0xff) * opacity + 255 * (255 - opacity) + 127) / 255);
            }
        }
    }
}
