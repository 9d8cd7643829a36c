package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapLimitTest {
    @TempDir
    private Path folder;

    @Test
    void whatDoesNotFitIsAFailureThatNamesTheTask() {
        // More than any array can have: refused by every heap, and before it is touched.
        assertThatThrownBy(() -> HeapLimit.within(() -> "decode it", () -> new long[Integer.MAX_VALUE]))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(FailureCategory.INTERNAL))
                .hasMessage("not enough heap to decode it")
                .hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void whatFitsIsHandedOnAndOtherFailuresStayWhatTheyAre() {
        RlpipsException damage = new RlpipsException(FailureCategory.CORRUPT_IMAGE, "damaged");

        assertThat(HeapLimit.within(() -> "decode it", () -> 7)).isEqualTo(7);
        assertThatThrownBy(() -> HeapLimit.within(() -> "decode it", () -> {
                    throw damage;
                }))
                .isSameAs(damage);
    }

    /**
     * Two colours, so that hardly anything but the decoded pixels takes memory: once they do not fit a second time, when
     * they are turned, and once their resize does not fit beside them.
     */
    @ParameterizedTest
    @CsvSource({
        "3000, 2000, 6, 27, not enough heap to decode a PNG picture of 3000 x 2000 pixels",
        "1000000, 8, 1, 31, not enough heap to canonicalise a picture of 1000000 x 8 pixels"
    })
    void acceptedPixelsThatDoNotFitAreAFailureInEveryStep(
            int width, int height, int orientation, int mebibytes, String message) throws Exception {
        byte[] png = Encodings.joined(
                Encodings.pngHeader(width, height, 1, 0),
                Encodings.pngChunk("eXIf", Encodings.exif(orientation)),
                Encodings.pngChunk("IDAT", Encodings.deflated(new byte[(width / 8 + 1) * height])),
                Encodings.pngChunk("IEND", new byte[0]));

        assertThat(canonicalisedWithin(mebibytes, png)).isEqualTo("INTERNAL: " + message);
    }

    private String canonicalisedWithin(int mebibytes, byte[] encoded) throws Exception {
        Path file = Files.write(folder.resolve("picture"), encoded);
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmn4m",
                        "-Xmx%dm".formatted(mebibytes + 4),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8).strip();
    }

    /** Canonicalises a file in a process whose heap is small. */
    static final class SmallHeap {
        private SmallHeap() {}

        public static void main(String[] arguments) throws IOException {
            byte[] encoded = Files.readAllBytes(Path.of(arguments[0]));
            try {
                new Canonicaliser(ImageLimits.DEFAULT).canonicalise(encoded);
                System.out.println("it fits");
            } catch (RlpipsException failure) {
                System.out.println(failure.category() + ": " + failure.getMessage());
            }
        }
    }
}
