package io.rlpips.training.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.ProjectedRow;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.projection.Projector;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProjectionFitTest {
    private static final int PICTURES = 40;

    private static PerceptualModel model;

    @BeforeAll
    static void load() {
        model = PerceptualModel.load(TestBundles.random(40, 3), DeviceChoice.CPU);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void theDirectionsAreThoseOfTheLargestSpread() {
        List<RgbImage> pictures = DrawnPictures.several(PICTURES, 40, 1);
        List<float[]> centred = centred(pictures);

        Projection projection = new ProjectionFit(model, 5, 1).fit(pictures, BasisFormat.FLOAT32, done -> {});

        double[] largest = gramEigenvalues(centred);
        for (int direction = 0; direction < 5; direction++) {
            assertThat(spread(projection, direction, centred))
                    .as("spread along direction %d", direction)
                    .isCloseTo(largest[direction], within(1e-6 * largest[0]));
        }
        assertThat(projection.orthonormalityError()).isLessThan(1e-6);
    }

    @Test
    void itIsSeenFromTheMean() {
        List<RgbImage> pictures = DrawnPictures.several(PICTURES, 40, 1);
        Projection projection = new ProjectionFit(model, 5, 1).fit(pictures, BasisFormat.FLOAT32, done -> {});

        try (Projector projector = new Projector(projection)) {
            double[] sums = new double[5];
            for (ProjectedRow row : projector.project(fingerprints(pictures))) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += row.coordinates()[i];
                }
            }
            assertThat(sums).contains(new double[5], within(1e-4));
        }
    }

    @Test
    void theSamePicturesAndSeedGiveTheSameBytesAndProgressIsToldToTheEnd() {
        List<RgbImage> pictures = DrawnPictures.several(PICTURES, 40, 1);
        List<Integer> progress = new ArrayList<>();

        byte[] first = new ProjectionFit(model, 5, 1)
                .fit(pictures, BasisFormat.FLOAT16, progress::add)
                .stored();
        byte[] second = new ProjectionFit(model, 5, 1)
                .fit(pictures, BasisFormat.FLOAT16, done -> {})
                .stored();

        assertThat(first).isEqualTo(second);
        assertThat(progress).last().isEqualTo(ProjectionFit.PASSES * PICTURES);
    }

    @Test
    void tooFewPicturesOrTooAlikeOnesAreRefused() {
        List<RgbImage> few = DrawnPictures.several(5, 40, 1);
        assertThatThrownBy(() -> new ProjectionFit(model, 5, 1).fit(few, BasisFormat.FLOAT16, done -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("there are 5 pictures");

        List<RgbImage> repeated = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            repeated.addAll(DrawnPictures.several(3, 40, 1));
        }
        assertThatThrownBy(() -> new ProjectionFit(model, 5, 1).fit(repeated, BasisFormat.FLOAT16, done -> {}))
                .hasMessageContaining("differ in 2 directions");
    }

    @Test
    void survivorsAndMatchesAreThoseOfComparingEveryPair() {
        List<RgbImage> queries = DrawnPictures.several(9, 40, 2);
        List<RgbImage> references = DrawnPictures.several(17, 40, 3);
        Projection projection = new ProjectionFit(model, 5, 1)
                .fit(DrawnPictures.several(PICTURES, 40, 1), BasisFormat.FLOAT16, done -> {});
        double threshold =
                model.embed(queries).get(0).distanceTo(model.embed(references).get(0)) * 1.05;

        Survivors counted = SurvivorCount.of(model, projection, threshold, queries, references, done -> {});

        long survivors = 0;
        long matches = 0;
        try (Projector projector = new Projector(projection)) {
            List<ProjectedRow> asked = projector.project(fingerprints(queries));
            List<ProjectedRow> held = projector.project(fingerprints(references));
            for (int query = 0; query < 9; query++) {
                for (int reference = 0; reference < 17; reference++) {
                    survivors += asked.get(query).lowerBound(held.get(reference)) <= threshold ? 1 : 0;
                    matches += distance(queries.get(query), references.get(reference)) <= threshold ? 1 : 0;
                }
            }
        }
        assertThat(counted).isEqualTo(new Survivors(9 * 17, survivors, matches, 0));
        assertThat(matches).isPositive();
        assertThat(survivors).isGreaterThanOrEqualTo(matches).isLessThan(9 * 17);
    }

    private static double distance(RgbImage first, RgbImage second) {
        List<Fingerprint> prints = model.embed(List.of(first, second));
        return prints.get(0).distanceTo(prints.get(1));
    }

    private static List<float[]> fingerprints(List<RgbImage> pictures) {
        return model.embed(pictures).stream().map(Fingerprint::values).toList();
    }

    private static List<float[]> centred(List<RgbImage> pictures) {
        List<float[]> rows = fingerprints(pictures);
        int length = rows.get(0).length;
        double[] mean = new double[length];
        rows.forEach(row -> {
            for (int i = 0; i < length; i++) {
                mean[i] += row[i] / (double) rows.size();
            }
        });
        return rows.stream()
                .map(row -> {
                    float[] shifted = new float[length];
                    for (int i = 0; i < length; i++) {
                        shifted[i] = (float) (row[i] - mean[i]);
                    }
                    return shifted;
                })
                .toList();
    }

    /** X X^T has the eigenvalues of X^T X. */
    private static double[] gramEigenvalues(List<float[]> rows) {
        double[][] gram = new double[rows.size()][rows.size()];
        for (int first = 0; first < rows.size(); first++) {
            for (int second = 0; second < rows.size(); second++) {
                gram[first][second] = product(rows.get(first), 0, rows.get(second));
            }
        }
        double[][] vectors = SymmetricEigenvectors.of(gram);
        double[] values = new double[vectors.length];
        for (int i = 0; i < values.length; i++) {
            for (int first = 0; first < gram.length; first++) {
                for (int second = 0; second < gram.length; second++) {
                    values[i] += vectors[i][first] * gram[first][second] * vectors[i][second];
                }
            }
        }
        return values;
    }

    private static double spread(Projection projection, int direction, List<float[]> rows) {
        double sum = 0;
        for (float[] row : rows) {
            double along = product(projection.basis().values(), direction * row.length, row);
            sum += along * along;
        }
        return sum;
    }

    private static double product(float[] first, int offset, float[] second) {
        double sum = 0;
        for (int i = 0; i < second.length; i++) {
            sum += (double) first[offset + i] * second[i];
        }
        return sum;
    }
}
