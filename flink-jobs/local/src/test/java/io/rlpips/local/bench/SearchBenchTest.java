package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchBenchTest {
    private static final int SIDE = 64;

    @TempDir
    private Path folder;

    @Test
    void everyExactWayFindsWhatComparingWithEveryReferenceFindsAlsoAtTheRadius() {
        List<RgbImage> photos = pictures(20, 1);
        List<RgbImage> queries = new ArrayList<>(pictures(5, 2));
        queries.addAll(photos.subList(0, 5));
        SearchBench.Settings settings =
                new SearchBench.Settings(4, 0.1, 8, 2, true, true, 10, 0.2, 0, 0, Optional.empty(), 7);
        SearchBench bench = new SearchBench(BundleReader.readDefault(), photos, queries, settings);

        SearchResult result = bench.measure(150, done -> {});

        assertThat(result.references()).isEqualTo(150);
        assertThat(result.queries()).isEqualTo(20);
        assertThat(result.ways())
                .extracting(SearchResult.Way::name)
                .containsExactly("compact rows", "approximate graph", "compact rows, whole ones in float16");
        SearchResult.Way compact = result.ways().get(0);
        SearchResult.Way half = result.ways().get(2);
        for (SearchResult.Way exact : List.of(compact, half)) {
            assertThat(exact.comparison()).contains(new SearchResult.Comparison("brute force", 0, 1));
            assertThat(exact.matches()).as("copies, and blends just within").isGreaterThanOrEqualTo(9);
        }
        assertThat(half.measured()).isLessThanOrEqualTo(compact.measured());
        assertThat(result.lines().get(0)).contains("150 references", "0 of 20 results differ from brute force");
    }

    @Test
    void aBankGoesOnWithTheRowsThatAreKeptAndFindsTheSame() throws IOException {
        List<RgbImage> photos = pictures(20, 1);
        Path rows = folder.resolve("rows");
        keeping(rows, photos, 7).measure(60, done -> {});
        List<Integer> steps = new ArrayList<>();
        // As an interruption leaves it: the last row is half written.
        try (FileChannel file = FileChannel.open(rows, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 5);
        }

        SearchResult resumed = keeping(rows, photos, 7).measure(150, steps::add);
        SearchResult whole = keeping(folder.resolve("others"), photos, 7).measure(150, done -> {});

        assertThat(steps.get(0)).as("59 rows were there").isEqualTo(59 + 91);
        assertThat(resumed.ways().get(0).matches())
                .isEqualTo(whole.ways().get(0).matches())
                .isGreaterThanOrEqualTo(5);
        assertThat(resumed.streamed())
                .contains(new SearchResult.Streamed(100, 5, new SearchResult.Comparison("streamed brute force", 0, 1)));
    }

    @Test
    void rowsOfAnotherBankAreRefused() {
        Path rows = folder.resolve("rows");
        keeping(rows, pictures(20, 1), 7).measure(20, done -> {});

        assertThatThrownBy(() -> keeping(rows, pictures(20, 1), 8).measure(20, done -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("another model, seed or set of photos");
    }

    private static SearchBench keeping(Path rows, List<RgbImage> photos, long seed) {
        return new SearchBench(
                BundleReader.readDefault(),
                photos,
                photos.subList(0, 5),
                new SearchBench.Settings(4, 0.1, 0, 0, false, false, 0, 0, 100, 5, Optional.of(rows), seed));
    }

    @Test
    void mixedPicturesDifferAndComeBackByTheirNumber() {
        MixedPictures mixed = new MixedPictures(pictures(3, 4), 5);
        Set<Integer> seen = new HashSet<>();
        for (int number = 0; number < 200; number++) {
            RgbImage picture = mixed.picture(number);
            assertThat(seen.add(picture.hashCode())).as("picture %d", number).isTrue();
            assertThat(mixed.picture(number)).isEqualTo(picture);
        }
    }

    @Test
    void onePhotoIsTooFew() {
        assertThatThrownBy(() -> new MixedPictures(pictures(1, 1), 1))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("1 photos to mix pictures from, needs at least 2");
    }

    /** Coarse random patches, which no two pictures share. */
    private static List<RgbImage> pictures(int count, long seed) {
        Random random = new Random(seed);
        List<RgbImage> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] patches = new byte[3 * 64];
            random.nextBytes(patches);
            byte[] pixels = new byte[3 * SIDE * SIDE];
            for (int at = 0; at < SIDE * SIDE; at++) {
                int patch = at / SIDE / 8 * 8 + at % SIDE / 8;
                System.arraycopy(patches, 3 * patch, pixels, 3 * at, 3);
            }
            pictures.add(new RgbImage(SIDE, SIDE, pixels));
        }
        return pictures;
    }
}
