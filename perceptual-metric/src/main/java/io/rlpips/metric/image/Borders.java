package io.rlpips.metric.image;

import java.util.Arrays;
import java.util.Optional;

/**
 * Uniform borders: letterbox bars, frames, passe-partouts. A border is a band along a side whose pixels, all but {@link
 * #MAX_OUTLIER_SHARE}, lie within {@link #TOLERANCE} of the band's colour, and which ends at a straight edge: two
 * neighbouring lines that differ by {@link #MIN_EDGE} on average. Each side has its own colour. Sides are taken in turn
 * until nothing changes, so bars within bars are found whichever was added first.
 *
 * <p>What counts: a band of at least {@link #MIN_SHARE} and at most {@link #MAX_SHARE} of the side it shortens, and a
 * remainder of at least {@link #MIN_REMAINDER} of both sides. Anything else is content, a plain sky for example.
 */
final class Borders {
    /** Of 255, per channel: more than JPEG at quality 30 leaves on a plain surface. */
    static final int TOLERANCE = 8;

    /** Of 255, the mean over a line and its channels: below it, a band fades into content, as skies do. */
    static final double MIN_EDGE = 12;

    /** Lines: JPEG rings within a block beside an edge, and a block of subsampled colour is 16 wide. */
    static final int RINGING = 16;

    static final double MAX_OUTLIER_SHARE = 0.01;
    static final double MIN_SHARE = 0.02;
    static final double MAX_SHARE = 0.40;
    static final double MIN_REMAINDER = 1.0 / 3;

    private final RgbImage image;
    private int left;
    private int top;
    private int right;
    private int bottom;

    private Borders(RgbImage image) {
        this.image = image;
        this.right = image.width();
        this.bottom = image.height();
    }

    /** @return the picture without its uniform borders; empty where it has none */
    static Optional<RgbImage> trim(RgbImage image) {
        return new Borders(image).trimmed();
    }

    private Optional<RgbImage> trimmed() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Side side : Side.values()) {
                changed |= narrow(side);
            }
        }
        int width = right - left;
        int height = bottom - top;
        boolean whole = width == image.width() && height == image.height();
        boolean tooSmall = width < image.width() * MIN_REMAINDER || height < image.height() * MIN_REMAINDER;
        return whole || tooSmall ? Optional.empty() : Optional.of(crop(width, height));
    }

    /** @return whether a band was taken off; together a side's bands stay within its share, so this ends */
    private boolean narrow(Side side) {
        int size = side.vertical() ? image.height() : image.width();
        int mayTake = (int) (size * MAX_SHARE) - taken(side);
        int length = side.vertical() ? bottom - top : right - left;
        int plain = uniformLines(side, Math.min(length, mayTake + 1));
        int band = plain == 0 ? 0 : edge(side, plain, Math.min(length - 1, plain + RINGING));
        if (band > mayTake || band < Math.max(2, Math.ceil(size * MIN_SHARE))) {
            return false;
        }
        switch (side) {
            case TOP -> top += band;
            case BOTTOM -> bottom -= band;
            case LEFT -> left += band;
            case RIGHT -> right -= band;
        }
        return true;
    }

    private int taken(Side side) {
        return switch (side) {
            case TOP -> top;
            case BOTTOM -> image.height() - bottom;
            case LEFT -> left;
            case RIGHT -> image.width() - right;
        };
    }

    private int uniformLines(Side side, int most) {
        if (most <= 0) {
            return 0;
        }
        int[] colour = medianColour(side);
        int lines = 0;
        while (lines < most && isUniform(side, lines, colour)) {
            lines++;
        }
        return lines;
    }

    /** @return the line behind the sharpest edge in that range; 0 where no edge is sharp enough */
    private int edge(Side side, int from, int to) {
        int sharpest = 0;
        double most = MIN_EDGE;
        for (int line = from; line <= to; line++) {
            double difference = difference(side, line);
            if (difference > most) {
                most = difference;
                sharpest = line;
            }
        }
        return sharpest;
    }

    /** @return mean difference of a line from the one before it */
    private double difference(Side side, int line) {
        long sum = 0;
        int length = lineLength(side);
        for (int along = 0; along < length; along++) {
            int at = offset(side, line, along);
            int before = offset(side, line - 1, along);
            for (int channel = 0; channel < 3; channel++) {
                sum += Math.abs((image.pixels()[at + channel] & 0xff) - (image.pixels()[before + channel] & 0xff));
            }
        }
        return sum / (3.0 * length);
    }

    private boolean isUniform(Side side, int line, int[] colour) {
        int length = lineLength(side);
        int mayDiffer = (int) (length * MAX_OUTLIER_SHARE);
        for (int along = 0; along < length; along++) {
            int at = offset(side, line, along);
            for (int channel = 0; channel < 3; channel++) {
                if (Math.abs((image.pixels()[at + channel] & 0xff) - colour[channel]) > TOLERANCE) {
                    mayDiffer--;
                    break;
                }
            }
            if (mayDiffer < 0) {
                return false;
            }
        }
        return true;
    }

    private int[] medianColour(Side side) {
        int length = lineLength(side);
        int[] colour = new int[3];
        int[] samples = new int[length];
        for (int channel = 0; channel < 3; channel++) {
            for (int along = 0; along < length; along++) {
                samples[along] = image.pixels()[offset(side, 0, along) + channel] & 0xff;
            }
            Arrays.sort(samples);
            colour[channel] = samples[length / 2];
        }
        return colour;
    }

    private int lineLength(Side side) {
        return side.vertical() ? right - left : bottom - top;
    }

    /** @return where the pixel starts that is {@code line} lines in from the side and {@code along} along it */
    private int offset(Side side, int line, int along) {
        int x =
                switch (side) {
                    case TOP, BOTTOM -> left + along;
                    case LEFT -> left + line;
                    case RIGHT -> right - 1 - line;
                };
        int y =
                switch (side) {
                    case TOP -> top + line;
                    case BOTTOM -> bottom - 1 - line;
                    case LEFT, RIGHT -> top + along;
                };
        return (y * image.width() + x) * 3;
    }

    private RgbImage crop(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            int from = ((top + y) * image.width() + left) * 3;
            System.arraycopy(image.pixels(), from, pixels, y * width * 3, width * 3);
        }
        return new RgbImage(width, height, pixels);
    }

    private enum Side {
        TOP,
        BOTTOM,
        LEFT,
        RIGHT;

        /** Whether taking lines off this side makes the picture less high. */
        boolean vertical() {
            return this == TOP || this == BOTTOM;
        }
    }
}
