package io.rlpips.training.baseline;

import dev.brachtendorf.graphics.FastPixel;
import dev.brachtendorf.jimagehash.hashAlgorithms.HashingAlgorithm;
import dev.brachtendorf.jimagehash.hashAlgorithms.PerceptiveHash;
import io.rlpips.metric.image.AwtImages;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.awt.image.BufferedImage;
import java.math.BigInteger;

/** pHash as the JImageHash library computes it: the share of the signs of 64 low frequencies that differ. */
public final class PerceptualHash implements Baseline {
    private static final int BITS = 64;

    private final HashingAlgorithm algorithm = new WithoutWindows();

    @Override
    public String name() {
        return "phash";
    }

    @Override
    public String unit() {
        return "share of bits that differ";
    }

    @Override
    public double figure(RgbImage a, RgbImage b) {
        Baseline.requireComparable(name(), a, b, 1);
        return algorithm.hash(AwtImages.toAwt(a)).normalizedHammingDistance(algorithm.hash(AwtImages.toAwt(b)));
    }

    @Override
    public double distanceOf(double figure) {
        return figure;
    }

    /**
     * The hash itself, for comparing very many pictures: {@link #figure} of two is the number of bits in which their
     * hashes differ, divided by {@link #length}.
     */
    public BigInteger bits(RgbImage picture) {
        return algorithm.hash(AwtImages.toAwt(picture)).getHashValue();
    }

    /** @return bits a hash */
    public int length() {
        return algorithm.getKeyResolution();
    }

    /** The library's own way of making pictures small needs JavaFX; this takes ours, which is anti-aliased. */
    private static final class WithoutWindows extends PerceptiveHash {
        private static final long serialVersionUID = 1;

        WithoutWindows() {
            super(BITS);
        }

        @Override
        protected FastPixel createPixelAccessor(BufferedImage image, int width, int height) {
            return FastPixel.create(AwtImages.toAwt(Resize.to(AwtImages.from(image), width, height)));
        }
    }
}
