package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files: what is rejected in full is rejected reduced, and what is accepted shows the same picture. */
class ReducedDecodingHostileTest {
    private static final int LEAST_CELLS = 8;
    private static final RgbImage SCENE = ReducedDecodingTest.textured(96, 72, 12);
    private static final Map<String, byte[]> FILES = files();

    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 16, 1));

    static Iterable<String> names() {
        return FILES.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void undamagedFilesAreReduced(String name) {
        assertThat(decoder.decodeReduced(FILES.get(name), LEAST_CELLS).cells().width())
                .isEqualTo(12);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyTruncatedFileIsCorrupt(String name) {
        byte[] whole = FILES.get(name);
        for (int length = 16; length < whole.length; length++) {
            assertThat(failure(Arrays.copyOf(whole, length)))
                    .as("%s cut to %d of %d bytes", name, length, whole.length)
                    .hasValue(FailureCategory.CORRUPT_IMAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aFileThatLostItsMiddleIsCorruptAlthoughItEndsWell(String name) {
        byte[] whole = FILES.get(name);
        byte[] end = {(byte) 0xff, (byte) 0xd9};
        for (int length = whole.length * 2 / 3; length < whole.length - 3; length += 7) {
            byte[] cut = Encodings.joined(Arrays.copyOf(whole, length), end);
            assertThat(failure(cut)).as("%s cut to %d", name, length).isEqualTo(failureInFull(cut));
        }
    }

    /** Grey: no blending and no conversion stands between the two ways, so they must agree cell by cell. */
    @Property(tries = 4000)
    void damagedGreyFilesAreTakenAlikeByBothWays(
            @ForAll boolean progressive, @ForAll boolean restarts, @ForAll long seed) {
        String name = (progressive ? "progressive" : "baseline") + (restarts ? " grey with restarts" : " grey");
        byte[] damaged = damaged(FILES.get(name), seed);
        Optional<ReducedPicture> reduced = assertSameVerdict(damaged);
        reduced.ifPresent(picture -> assertThat(DrawnPictures.largestDifference(
                        picture.cells(), ReducedDecodingTest.cellMeans(decoder.decode(damaged), picture)))
                .isLessThanOrEqualTo(ReducedDecodingTest.OF_A_CELL));
    }

    @Property(tries = 4000)
    void damagedColourFilesAreTakenAlikeByBothWays(@ForAll @IntRange(max = 100) int file, @ForAll long seed) {
        byte[] whole =
                FILES.values().stream().skip(file % FILES.size()).findFirst().orElseThrow();
        byte[] damaged = damaged(whole, seed);
        assertSameVerdict(damaged).ifPresent(picture -> {
            RgbImage full = decoder.decode(damaged);
            assertThat(DrawnPictures.meanDifference(picture.cells(), ReducedDecodingTest.cellMeans(full, picture)))
                    .isLessThan(8);
        });
    }

    @Test
    void endlessTablesAreRefused() {
        byte[] jpeg = FILES.get("baseline grey");
        byte[] interval = {(byte) 0xff, (byte) 0xdd, 0, 4, 0, 0};
        byte[][] parts = new byte[10_003][];
        Arrays.fill(parts, interval);
        parts[0] = Encodings.head(jpeg, 2);
        parts[10_002] = Encodings.tail(jpeg, 2);
        assertThat(failure(Encodings.joined(parts))).hasValue(FailureCategory.CORRUPT_IMAGE);
    }

    private Optional<FailureCategory> failure(byte[] encoded) {
        return Optional.ofNullable(
                        catchThrowableOfType(RlpipsException.class, () -> decoder.decodeReduced(encoded, LEAST_CELLS)))
                .map(RlpipsException::category);
    }

    private Optional<FailureCategory> failureInFull(byte[] encoded) {
        return Optional.ofNullable(catchThrowableOfType(RlpipsException.class, () -> decoder.decode(encoded)))
                .map(RlpipsException::category);
    }

    /** @return the picture where it was accepted and reduced */
    private Optional<ReducedPicture> assertSameVerdict(byte[] encoded) {
        Optional<FailureCategory> failure = failure(encoded);
        assertThat(failure).isEqualTo(failureInFull(encoded));
        assertNothingIsThrown(encoded);
        if (failure.isPresent()) {
            return Optional.empty();
        }
        ReducedPicture picture = decoder.decodeReduced(encoded, LEAST_CELLS);
        return picture.cells().width() < picture.width() ? Optional.of(picture) : Optional.empty();
    }

    /** The decoder of full pictures would hide it. */
    private static void assertNothingIsThrown(byte[] encoded) {
        Outline outline;
        try {
            outline = JpegFormat.outline(encoded);
        } catch (RlpipsException structure) {
            return;
        }
        if (outline.width() * outline.height() < 1 << 18) {
            outline.reduced().read(4);
            outline.reduced().read(8);
        }
    }

    /** One to four bytes replaced, most of them behind the headers, where only a decoder notices. */
    private static byte[] damaged(byte[] whole, long seed) {
        Random random = new Random(seed);
        byte[] damaged = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(4) == 0
                    ? random.nextInt(damaged.length)
                    : 160 + random.nextInt(damaged.length - 160);
            damaged[at] =
                    random.nextBoolean() ? (byte) (damaged[at] ^ 1 << random.nextInt(8)) : (byte) random.nextInt();
        }
        return damaged;
    }

    private static Map<String, byte[]> files() {
        BufferedImage colour = AwtImages.toAwt(SCENE);
        BufferedImage grey = ReducedDecodingTest.grey(SCENE);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (boolean progressive : new boolean[] {false, true}) {
            String kind = progressive ? "progressive" : "baseline";
            files.put(kind + " grey", Encodings.sampledJpeg(grey, 0.75f, progressive, 1, 1, 0));
            files.put(kind + " grey with restarts", Encodings.sampledJpeg(grey, 0.75f, progressive, 1, 1, 5));
            files.put(kind + " 4:4:4", Encodings.sampledJpeg(colour, 0.75f, progressive, 1, 1, 0));
            files.put(kind + " 4:2:2", Encodings.sampledJpeg(colour, 0.75f, progressive, 2, 1, 3));
            files.put(kind + " 4:2:0", Encodings.sampledJpeg(colour, 0.75f, progressive, 2, 2, 0));
        }
        return files;
    }
}
