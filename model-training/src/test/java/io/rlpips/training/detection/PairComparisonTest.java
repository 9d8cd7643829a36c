package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.distortion.Mirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairComparisonTest {
    private static final int SIDE = 40;
    private static final EvaluationListener SILENT = (stage, done, total) -> {};

    @TempDir
    private Path scratch;

    private final List<RgbImage> references = DrawnPictures.several(12, SIDE, 1);
    private final List<RgbImage> queries = DrawnPictures.several(25, SIDE, 2);

    @ParameterizedTest
    @MethodSource("schemes")
    void theNearestPairsAreThoseOfEveryPairComputedDirectly(ViewScheme views) {
        SmallestPairs found = new SmallestPairs(30);

        compare(views, references, found);

        List<PicturePair> expected = everyPair(views).stream()
                .sorted(PicturePair.NEAREST_FIRST)
                .limit(30)
                .toList();
        assertThat(found.sorted()).usingRecursiveFieldByFieldElementComparator().isEqualTo(expected);
        assertThat(found.sorted())
                .allSatisfy(pair -> assertThat(pair.handicap()).isIn(0.0, views.handicap(1, 0)));
    }

    @Test
    void theNearestThatDoNotMatchAreFoundForEachPicture() {
        List<PicturePair> all = everyPair(ViewScheme.ONE_VIEW);
        double threshold = all.stream()
                .mapToDouble(PicturePair::distance)
                .sorted()
                .skip(20)
                .findFirst()
                .orElseThrow();
        NearestNonMatches found = new NearestNonMatches(references.size(), 3, threshold);

        compare(ViewScheme.ONE_VIEW, references, found);

        for (int i = 0; i < references.size(); i++) {
            int reference = i;
            assertThat(found.nearest().get(i))
                    .isEqualTo(all.stream()
                            .filter(pair -> pair.reference() == reference && pair.distance() > threshold)
                            .sorted(PicturePair.NEAREST_FIRST)
                            .limit(3)
                            .map(PicturePair::query)
                            .toList());
        }
        assertThat(found.matches()).isEqualTo(21);
    }

    @Test
    void referencesThatAreAllAlikeAreComparedToo() {
        SmallestPairs found = new SmallestPairs(1);

        compare(ViewScheme.ONE_VIEW, List.of(queries.get(3), queries.get(3)), found);

        assertThat(found.sorted().get(0).query()).isEqualTo(3);
        assertThat(found.sorted().get(0).distance()).isCloseTo(0, within(1e-9));
    }

    @Test
    void theTemporaryFileIsGoneAfterwards() throws IOException {
        compare(ViewScheme.ONE_VIEW, references, new SmallestPairs(1));

        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }

    static List<ViewScheme> schemes() {
        return List.of(ViewScheme.ONE_VIEW, new Mirrored(0), new Mirrored(0.001), new Mirrored(1000));
    }

    private void compare(ViewScheme views, List<RgbImage> some, PairCollector collector) {
        try (PerceptualModel model = PerceptualModel.load(TestBundles.random(SIDE, 3), DeviceChoice.CPU);
                ParallelWork workers = new ParallelWork(2);
                PairComparison comparison =
                        new PairComparison(new PictureEmbedding(model, workers), views, some, scratch, SILENT)) {
            comparison.collect(queries, collector, SILENT);
        }
    }

    private List<PicturePair> everyPair(ViewScheme views) {
        List<PicturePair> pairs = new ArrayList<>();
        try (PerceptualModel model = PerceptualModel.load(TestBundles.random(SIDE, 3), DeviceChoice.CPU)) {
            List<List<Fingerprint>> uploads = queries.stream()
                    .map(query -> model.embed(views.ofUpload(query, SIDE)))
                    .toList();
            for (int reference = 0; reference < references.size(); reference++) {
                List<Fingerprint> rows = model.embed(views.ofReference(references.get(reference), SIDE));
                for (int query = 0; query < queries.size(); query++) {
                    pairs.add(nearest(views, rows, reference, uploads.get(query), query));
                }
            }
        }
        return pairs;
    }

    private static PicturePair nearest(
            ViewScheme views, List<Fingerprint> rows, int reference, List<Fingerprint> uploads, int query) {
        PicturePair nearest = new PicturePair(Double.POSITIVE_INFINITY, reference, query);
        for (int upload = 0; upload < uploads.size(); upload++) {
            for (int row = 0; row < rows.size(); row++) {
                double handicap = views.handicap(row, upload);
                double distance = handicap + uploads.get(upload).distanceTo(rows.get(row));
                if (distance < nearest.distance()) {
                    nearest = new PicturePair(distance, handicap, reference, query);
                }
            }
        }
        return nearest;
    }

    /** A second view of the reference, and of every upload whose top left pixel is light. */
    private record Mirrored(double handicap) implements ViewScheme {
        @Override
        public double handicap(int referenceView, int uploadView) {
            return referenceView + uploadView == 0 ? 0 : handicap;
        }

        @Override
        public String name() {
            return "mirrored";
        }

        @Override
        public List<RgbImage> ofReference(RgbImage picture, int inputSize) {
            return List.of(
                    ViewScheme.modelInput(picture, inputSize),
                    ViewScheme.modelInput(new Mirror().apply(picture), inputSize));
        }

        @Override
        public List<RgbImage> ofUpload(RgbImage picture, int inputSize) {
            RgbImage input = ViewScheme.modelInput(picture, inputSize);
            return picture.sample(0, 0, 0) < 128 ? List.of(input) : List.of(input, new Mirror().apply(input));
        }
    }
}
