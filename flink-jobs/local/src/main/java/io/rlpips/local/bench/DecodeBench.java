package io.rlpips.local.bench;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** JPEG bytes to masters, beside {@code ImageIO.read} on the same bytes in the same rounds. On the calling thread. */
public final class DecodeBench {
    private static final double NANOS_A_MILLI = 1e6;

    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
    private final int rounds;
    private final int quality;
    private final long seed;

    /**
     * @param rounds that count; half as many, and at least three, come before to warm up
     * @param quality 1 to 100, of the files
     * @param seed of what is drawn
     */
    public DecodeBench(int rounds, int quality, long seed) {
        if (rounds < 1 || quality < 1 || quality > 100) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d rounds at quality %d, needs at least 1 at 1 to 100".formatted(rounds, quality));
        }
        this.rounds = rounds;
        this.quality = quality;
        this.seed = seed;
    }

    /** @throws RlpipsException INVALID_ARGUMENT for a size that a detector would not accept */
    public static void requireAccepted(int width, int height) {
        if (width < 8 || height < 8 || (long) width * height > ImageLimits.DEFAULT.maxPixels()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d x %d pixels, needs 8 a side and at most %d"
                            .formatted(width, height, ImageLimits.DEFAULT.maxPixels()));
        }
    }

    /** @throws RlpipsException as {@link #requireAccepted} */
    public DecodeResult measure(int width, int height, boolean progressive) {
        requireAccepted(width, height);
        byte[] jpeg = JpegFile.of(DrawnPhoto.draw(width, height, seed), quality, progressive);
        // Temporary files are not what is compared.
        boolean cached = ImageIO.getUseCache();
        ImageIO.setUseCache(false);
        try {
            return measure(jpeg, width, height, progressive);
        } catch (IOException unexpected) {
            throw new RlpipsException(FailureCategory.INTERNAL, "ImageIO does not read its own file", unexpected);
        } finally {
            ImageIO.setUseCache(cached);
        }
    }

    private DecodeResult measure(byte[] jpeg, int width, int height, boolean progressive) throws IOException {
        double[] platform = new double[rounds];
        double[] ours = new double[rounds];
        double[] inFull = new double[rounds];
        double[] ratios = new double[rounds];
        for (int round = -Math.max(3, rounds / 2); round < rounds; round++) {
            long started = System.nanoTime();
            ImageIO.read(new ByteArrayInputStream(jpeg));
            long read = System.nanoTime();
            CanonicalImage reduced = canonicaliser.canonicalise(jpeg);
            long canonicalised = System.nanoTime();
            CanonicalImage full = canonicaliser.canonicalise(decoder.decode(jpeg));
            long ended = System.nanoTime();
            requireAlike(reduced, full);
            if (round >= 0) {
                platform[round] = (read - started) / NANOS_A_MILLI;
                ours[round] = (canonicalised - read) / NANOS_A_MILLI;
                inFull[round] = (ended - canonicalised) / NANOS_A_MILLI;
                ratios[round] = ours[round] / platform[round];
            }
        }
        byte[] a = canonicaliser.canonicalise(jpeg).master().pixels();
        byte[] b = canonicaliser.canonicalise(decoder.decode(jpeg)).master().pixels();
        return new DecodeResult(
                width,
                height,
                progressive,
                jpeg.length,
                median(platform),
                median(ours),
                median(inFull),
                median(ratios),
                meanDifference(a, b),
                largestDifference(a, b));
    }

    private static void requireAlike(CanonicalImage reduced, CanonicalImage full) {
        if (reduced.sourceWidth() != full.sourceWidth() || reduced.sourceHeight() != full.sourceHeight()) {
            throw new RlpipsException(FailureCategory.INTERNAL, "both ways lead to different sizes");
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double meanDifference(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
        }
        return sum / a.length;
    }

    private static int largestDifference(byte[] a, byte[] b) {
        int largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((a[i] & 0xff) - (b[i] & 0xff)));
        }
        return largest;
    }
}
