package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchBenchTest {
    private static final int SIDE = 64;

    @Test
    void everyExactWayFindsWhatComparingWithEveryReferenceFindsAlsoAtTheRadius() {
        List<RgbImage> photos = pictures(20, 1);
        List<RgbImage> queries = new ArrayList<>(pictures(5, 2));
        queries.addAll(photos.subList(0, 5));
        SearchBench.Settings settings = new SearchBench.Settings(4, 0.1, 8, 2, true, true, 10, 7);
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
