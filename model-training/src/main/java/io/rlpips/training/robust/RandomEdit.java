package io.rlpips.training.robust;

import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.augmentation.CropWindow;
import io.rlpips.training.distortion.Brightness;
import io.rlpips.training.distortion.ColourShift;
import io.rlpips.training.distortion.Contrast;
import io.rlpips.training.distortion.Distortion;
import io.rlpips.training.distortion.GaussianBlur;
import io.rlpips.training.distortion.GaussianNoise;
import io.rlpips.training.distortion.Greyscale;
import io.rlpips.training.distortion.JpegCompression;
import io.rlpips.training.distortion.Rescale;
import io.rlpips.training.distortion.Rotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What people and platforms do to a copy, at the size of the model's input: at most one change of geometry, one
 * overlay, some recolouring, some loss. Which and how much is drawn; the size stays.
 *
 * @param crops share of the copies that are cropped
 * @param overlays share with something drawn over them
 */
record RandomEdit(double crops, double overlays) {
    private static final double ROTATED = 0.24;
    private static final double BORDERED = 0.16;
    private static final double DEEPEST_CROP = 0.2;
    private static final double WIDEST_BORDER = 0.08;
    private static final double STEEPEST_ROTATION = 6;
    private static final double TALLEST_BAND = 0.13;
    private static final double THICKEST_ROW = 0.4;

    /** @return an edited copy of the same size */
    RgbImage of(RgbImage source, SplittableRandom random) {
        RgbImage edited = overlaid(moved(source, random), random);
        for (Distortion change : changes(random)) {
            edited = change.apply(edited);
        }
        return Resize.to(edited, source.width(), source.height());
    }

    private RgbImage moved(RgbImage source, SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < crops / 2) {
            double share = side(random);
            return cropped(source, share, share, share, share);
        }
        if (kind < crops) {
            return cropped(source, side(random), side(random), side(random), side(random));
        }
        double other = (kind - crops) / (1 - crops);
        if (other < ROTATED) {
            return new Rotation((2 * random.nextDouble() - 1) * STEEPEST_ROTATION).apply(source);
        }
        return other < ROTATED + BORDERED ? bordered(source, random) : source;
    }

    private static double side(SplittableRandom random) {
        return random.nextDouble() * DEEPEST_CROP;
    }

    private static RgbImage cropped(RgbImage source, double left, double top, double right, double bottom) {
        int width = source.width();
        int height = source.height();
        float[] planes = new float[3 * width * height];
        new CropWindow(left * width, top * height, (1 - left - right) * width, (1 - top - bottom) * height)
                .sample(source, false, planes, 0);
        byte[] pixels = new byte[planes.length];
        int plane = width * height;
        for (int position = 0; position < plane; position++) {
            for (int channel = 0; channel < 3; channel++) {
                pixels[3 * position + channel] = (byte) Math.round(planes[channel * plane + position]);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage bordered(RgbImage source, SplittableRandom random) {
        int width = source.width();
        int height = source.height();
        int left = (int) Math.round(random.nextDouble() * WIDEST_BORDER * width);
        int right = (int) Math.round(random.nextDouble() * WIDEST_BORDER * width);
        int top = (int) Math.round(random.nextDouble() * WIDEST_BORDER * height);
        int bottom = (int) Math.round(random.nextDouble() * WIDEST_BORDER * height);
        byte[] pixels = new byte[3 * width * height];
        fill(pixels, width, 0, height, random.nextInt(256), 1);
        RgbImage inner = Resize.to(source, width - left - right, height - top - bottom);
        for (int y = 0; y < inner.height(); y++) {
            System.arraycopy(
                    inner.pixels(), 3 * y * inner.width(), pixels, 3 * ((y + top) * width + left), 3 * inner.width());
        }
        return new RgbImage(width, height, pixels);
    }

    /** A band across the picture, or rows all over it as watermarks have them. */
    private RgbImage overlaid(RgbImage source, SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind >= overlays) {
            return source;
        }
        int height = source.height();
        byte[] pixels = source.pixels().clone();
        if (kind < overlays / 2) {
            int rows = 1 + (int) (random.nextDouble() * TALLEST_BAND * height);
            int from = random.nextInt(height - rows + 1);
            fill(pixels, source.width(), from, from + rows, random.nextInt(2) * 255, 1);
        } else {
            int gap = height / 8 + random.nextInt(height / 5);
            int rows = 1 + (int) (random.nextDouble() * THICKEST_ROW * gap);
            int level = random.nextInt(4) == 0 ? 0 : 255;
            double opacity = 0.3 + 0.6 * random.nextDouble();
            for (int row = random.nextInt(gap); row < height; row += gap) {
                fill(pixels, source.width(), row, Math.min(height, row + rows), level, opacity);
            }
        }
        return new RgbImage(source.width(), height, pixels);
    }

    private static void fill(byte[] pixels, int width, int fromRow, int toRow, int level, double opacity) {
        for (int at = 3 * width * fromRow; at < 3 * width * toRow; at++) {
            pixels[at] = (byte) Math.round((pixels[at] & 0xff) * (1 - opacity) + level * opacity);
        }
    }

    private static List<Distortion> changes(SplittableRandom random) {
        List<Distortion> changes = new ArrayList<>();
        if (random.nextDouble() < 0.3) {
            changes.add(new Brightness(0.65 + 0.8 * random.nextDouble()));
        }
        if (random.nextDouble() < 0.25) {
            changes.add(new Contrast(0.6 + 0.9 * random.nextDouble()));
        }
        if (random.nextDouble() < 0.15) {
            changes.add(new ColourShift(shift(random), shift(random), shift(random)));
        }
        if (random.nextDouble() < 0.12) {
            changes.add(new Greyscale());
        }
        loss(random).ifPresent(changes::add);
        return changes;
    }

    private static int shift(SplittableRandom random) {
        return random.nextInt(51) - 25;
    }

    private static Optional<Distortion> loss(SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < 0.25) {
            return Optional.of(new JpegCompression(8 + random.nextInt(60)));
        }
        if (kind < 0.35) {
            return Optional.of(new GaussianBlur(0.3 + 0.9 * random.nextDouble()));
        }
        if (kind < 0.47) {
            return Optional.of(new GaussianNoise(4 + 13 * random.nextDouble(), random.nextLong()));
        }
        return kind < 0.57 ? Optional.of(new Rescale(0.4 + 0.5 * random.nextDouble())) : Optional.empty();
    }
}
