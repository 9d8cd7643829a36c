package io.rlpips.training.augmentation;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Random variation of a training picture: a crop of random size and shape brought back to full size, a mirror image in
 * half of the cases, and factors on brightness, contrast and colour. Immutable and thread-safe.
 *
 * @param smallestArea smallest share of the picture a crop keeps, above 0, at most 1
 * @param widestRatio crops are between {@code 1 / widestRatio} and {@code widestRatio} times as wide as high
 * @param brightness factors lie in [1 - brightness, 1 + brightness]
 * @param contrast likewise, about the picture's mean grey
 * @param colour likewise, about each pixel's own grey
 */
public record Augmentation(double smallestArea, double widestRatio, double brightness, double contrast, double colour) {
    /** What the default backbone is trained with. */
    public static final Augmentation STANDARD = new Augmentation(0.35, 4.0 / 3, 0.3, 0.3, 0.3);

    private static final int ATTEMPTS = 10;

    public Augmentation {
        if (!(smallestArea > 0 && smallestArea <= 1) || !(widestRatio >= 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "crops of area from %s and ratio up to %s, need an area in (0, 1] and a ratio from 1"
                            .formatted(smallestArea, widestRatio));
        }
        requireFactor("brightness", brightness);
        requireFactor("contrast", contrast);
        requireFactor("colour", colour);
    }

    private static void requireFactor(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s of %s, needs 0 to below 1".formatted(name, value));
        }
    }

    /**
     * Writes one variation.
     *
     * @param target receives 3 * height * width floats in [-1, 1], planes R, G, B, from {@code offset} on
     */
    public void apply(RgbImage picture, RandomGenerator random, float[] target, int offset) {
        CropWindow window = drawWindow(picture, random);
        window.sample(picture, random.nextBoolean(), target, offset);
        int plane = picture.width() * picture.height();
        recolour(target, offset, plane, factor(random, brightness), factor(random, contrast), factor(random, colour));
    }

    /** The picture without any variation, in the same form. */
    public static void plain(RgbImage picture, float[] target, int offset) {
        int plane = picture.width() * picture.height();
        for (int pixel = 0; pixel < plane; pixel++) {
            for (int channel = 0; channel < 3; channel++) {
                int sample = picture.pixels()[pixel * 3 + channel] & 0xff;
                target[offset + channel * plane + pixel] = sample / 127.5f - 1;
            }
        }
    }

    private CropWindow drawWindow(RgbImage picture, RandomGenerator random) {
        double pixels = (double) picture.width() * picture.height();
        double logRatio = Math.log(widestRatio);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = pixels * (smallestArea + random.nextDouble() * (1 - smallestArea));
            double ratio = Math.exp((2 * random.nextDouble() - 1) * logRatio);
            double width = Math.sqrt(area * ratio);
            double height = Math.sqrt(area / ratio);
            if (width <= picture.width() && height <= picture.height()) {
                return new CropWindow(
                        random.nextDouble() * (picture.width() - width),
                        random.nextDouble() * (picture.height() - height),
                        width,
                        height);
            }
        }
        return new CropWindow(0, 0, picture.width(), picture.height());
    }

    private static double factor(RandomGenerator random, double spread) {
        return 1 + (2 * random.nextDouble() - 1) * spread;
    }

    /** From samples in [0, 255] to floats in [-1, 1], clipped to the valid range. */
    private static void recolour(
            float[] target, int offset, int plane, double brightness, double contrast, double colour) {
        double mean = 0;
        for (int pixel = offset; pixel < offset + plane; pixel++) {
            mean += grey(target, pixel, plane);
        }
        float pivot = (float) (mean / plane * brightness * (1 - contrast));
        float kept = (float) (brightness * contrast * colour);
        float greyed = (float) (brightness * contrast * (1 - colour));
        for (int pixel = offset; pixel < offset + plane; pixel++) {
            float shift = pivot + greyed * grey(target, pixel, plane);
            for (int channel = 0; channel < 3; channel++) {
                int at = pixel + channel * plane;
                target[at] = Math.min(255, Math.max(0, kept * target[at] + shift)) / 127.5f - 1;
            }
        }
    }

    private static float grey(float[] planes, int pixel, int plane) {
        return 0.299f * planes[pixel] + 0.587f * planes[pixel + plane] + 0.114f * planes[pixel + 2 * plane];
    }
}
