package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.PerceptualModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What reduced decoding does to distances, on photographs where the folder with them lies beside the repository. */
class ReducedDistanceTest {
    private static final int PHOTOGRAPHS = 100;

    /** Smallest, largest and in between, at either size of cells. */
    private static final int[] SIDES = {1024, 1300, 2047, 2048, 2300};

    /** Of 255, either way. */
    private static final int GRAIN = 20;

    private static final double MOST_AT_THE_99TH_PERCENTILE = 0.005;

    @Test
    void distancesBetweenBothWaysToAMasterAreSmall() throws IOException {
        List<Path> photographs = photographs();
        Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
        ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
        double[] distances = new double[PHOTOGRAPHS];
        try (PerceptualModel model = PerceptualModel.load(BundleReader.readDefault(), DeviceChoice.CPU)) {
            int input = model.bundle().manifest().inputSize();
            for (int i = 0; i < PHOTOGRAPHS; i++) {
                RgbImage photograph = decoder.decode(Files.readAllBytes(photographs.get(i)));
                RgbImage large = withGrain(Resize.to(photograph, SIDES[i % SIDES.length], 1024 + 7 * i), i);
                byte[] jpeg = Encodings.jpeg(large, 0.5f + 0.5f * (i % 6) / 5);
                RgbImage fast = canonicaliser.canonicalise(jpeg).master();
                RgbImage slow = canonicaliser.canonicalise(decoder.decode(jpeg)).master();
                distances[i] = model.distance(Resize.to(fast, input, input), Resize.to(slow, input, input))
                        .distance();
            }
        }
        Arrays.sort(distances);
        assertThat(distances[PHOTOGRAPHS * 99 / 100 - 1]).isLessThanOrEqualTo(MOST_AT_THE_99TH_PERCENTILE);
        assertThat(distances[PHOTOGRAPHS - 1]).isPositive();
    }

    /** An enlarged photograph lacks the detail of one that was taken large. */
    private static RgbImage withGrain(RgbImage picture, long seed) {
        byte[] grain = new byte[picture.pixels().length];
        new Random(seed).nextBytes(grain);
        byte[] pixels = picture.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            int level = (pixels[i] & 0xff) + grain[i] * GRAIN / Byte.MAX_VALUE;
            pixels[i] = (byte) Math.max(0, Math.min(255, level));
        }
        return new RgbImage(picture.width(), picture.height(), pixels);
    }

    private static List<Path> photographs() throws IOException {
        Path folder = PublicPhotosTest.beside("shared/data/photos");
        assumeTrue(Files.isDirectory(folder), "no folder shared/data/photos beside the repository");
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
