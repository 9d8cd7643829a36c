package io.rlpips.local.bench;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Any number of different pictures from a few thousand photos: the first are the photos, each one after them lays two of
 * them over each other, one shifted and mirrored, in shares that differ. A picture depends on photos, seed and its number
 * only, so none has to be stored. Thread-safe.
 *
 * @param photos of one size, at least two
 */
record MixedPictures(List<RgbImage> photos, long seed) {
    private static final long MIX = 1;
    private static final double LEAST_SHARE = 0.3;

    MixedPictures {
        if (photos.size() < 2) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d photos to mix pictures from, needs at least 2".formatted(photos.size()));
        }
    }

    /** @return SHA-256 of what all pictures depend on */
    String digest() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
        photos.forEach(photo -> digest.update(photo.pixels()));
        return HexFormat.of().formatHex(digest.digest());
    }

    RgbImage picture(int number) {
        if (number < photos.size()) {
            return photos.get(number);
        }
        SplittableRandom random = Seeds.stream(seed, MIX, number);
        RgbImage first = photos.get(random.nextInt(photos.size()));
        RgbImage second = photos.get(random.nextInt(photos.size()));
        double share = LEAST_SHARE + (1 - 2 * LEAST_SHARE) * random.nextDouble();
        return mixed(first, second, share, random);
    }

    private static RgbImage mixed(RgbImage first, RgbImage second, double share, SplittableRandom random) {
        int width = first.width();
        int height = first.height();
        int right = random.nextInt(width);
        int down = random.nextInt(height);
        boolean mirrored = random.nextBoolean();
        byte[] pixels = new byte[first.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = (x + right) % width;
                int other = 3 * ((y + down) % height * width + (mirrored ? width - 1 - column : column));
                int at = 3 * (y * width + x);
                for (int channel = 0; channel < 3; channel++) {
                    double value = share * (first.pixels()[at + channel] & 0xff)
                            + (1 - share) * (second.pixels()[other + channel] & 0xff);
                    pixels[at + channel] = (byte) Math.round(value);
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
