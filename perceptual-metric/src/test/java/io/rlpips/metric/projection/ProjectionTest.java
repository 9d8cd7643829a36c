package io.rlpips.metric.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.ElementType;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.SafetensorsFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectionTest {
    private static final Projection SOUND = TestProjections.random(4, 50, 1, BasisFormat.FLOAT32);

    @ParameterizedTest
    @EnumSource(BasisFormat.class)
    void itIsReadBackAsItWasStored(BasisFormat format) {
        Projection projection = TestProjections.random(4, 50, 1, format);

        Projection read = Projection.read(projection.stored(), format);

        assertThat(read.stored()).isEqualTo(projection.stored());
        assertThat(read.dimensions()).isEqualTo(4);
        assertThat(read.fingerprintLength()).isEqualTo(50);
        assertThat(read.orthonormalityError()).isBetween(0.0, format.tolerance());
    }

    @Test
    void aBasisThatIsNotOrthonormalIsRefusedWithTheRows() {
        assertRefused(
                changed(2, 1.01f), SOUND.mean(), "rows 2 and 2 of the projection's basis have inner product 1.0201");
        WeightTensor twice = changed(0, 1);
        System.arraycopy(twice.values(), 0, twice.values(), 50, 50);
        assertRefused(twice, SOUND.mean(), "rows 1 and 0 of the projection's basis have inner product 1.0");
        assertRefused(changed(3, 0), SOUND.mean(), "rows 3 and 3 of the projection's basis have inner product 0.0");
    }

    @ParameterizedTest
    @EnumSource(BasisFormat.class)
    void whatIsProjectedOnIsOrthonormalAndWhatGramSchmidtMakesOfWhatIsStored(BasisFormat format) {
        Projection stored = TestProjections.stored(20, 1_000, 5, format);

        double[][] basis = stored.orthonormalBasis();

        double[][] expected = Orthonormalisation.of(rows(stored.basis()));
        for (int row = 0; row < basis.length; row++) {
            assertThat(basis[row]).containsExactly(expected[row], within(1e-13));
            for (int other = 0; other <= row; other++) {
                assertThat(product(basis[row], basis[other])).isCloseTo(row == other ? 1 : 0, within(1e-13));
            }
        }
    }

    /** Each of the 40 is off by less than 0.02 towards each other one, but the sum of all has shrunk by a third. */
    @Test
    void rowsThatAreNearlyDependentAreRefusedThoughNoTwoOfThemAre() {
        int count = 40;
        double[][] towardsEachOther = new double[count][count];
        for (int row = 0; row < count; row++) {
            Arrays.fill(towardsEachOther[row], -0.0095);
            towardsEachOther[row][row] = 1;
            normalise(towardsEachOther[row]);
        }

        assertThatThrownBy(() -> new Projection(
                        TestProjections.matrix(towardsEachOther),
                        new WeightTensor(new int[] {count}, new float[count]),
                        BasisFormat.INT8))
                .hasMessageContaining("by 0.6")
                .hasMessageContaining("together, at most 0.5");
    }

    @Test
    void theToleranceIsThatOfTheFormat() {
        WeightTensor slightlyLong = changed(2, 1.0002f);

        assertThat(new Projection(slightlyLong, SOUND.mean(), BasisFormat.FLOAT16).orthonormalityError())
                .isBetween(3e-4, 5e-4);
        assertRefused(slightlyLong, SOUND.mean(), "within 1.0E-5");
    }

    @Test
    void inWholeNumbersADirectionKeepsWhereItPoints() {
        Projection exact = TestProjections.random(4, 1_000, 2, BasisFormat.INT8);

        WeightTensor read =
                TestProjections.stored(4, 1_000, 2, BasisFormat.INT8).basis();

        for (int row = 0; row < 4; row++) {
            double square = 0;
            double product = 0;
            for (int i = row * 1_000; i < (row + 1) * 1_000; i++) {
                square += (double) read.values()[i] * read.values()[i];
                product += (double) read.values()[i] * exact.basis().values()[i];
            }
            assertThat(square).isCloseTo(1, within(1e-6));
            assertThat(product).isBetween(0.9995, 1.0);
        }
        assertThat(exact.stored().length)
                .as("a byte a number, and the mean in float16")
                .isBetween(4 * 1_000 + 2 * 1_000, 4 * 1_000 + 2 * 1_000 + 300);
    }

    @Test
    void wholeNumbersThatAreNoDirectionsAreRefused() {
        assertWholeNumbersRefused(new int[] {2, 3}, new float[] {1, 2, 3, 0, 0, 0}, "holds NaN at index 3");
        assertWholeNumbersRefused(
                new int[] {2, 3}, new float[] {1, 2, 3, 2, 4, 6}, "rows 1 and 0 of the projection's basis");
        assertWholeNumbersRefused(new int[] {6}, new float[] {1, 2, 3, 4, 5, 6}, "basis [6]");
    }

    private static void assertWholeNumbersRefused(int[] shape, float[] numbers, String message) {
        Map<String, WeightTensor> tensors = Map.of(
                "basis", new WeightTensor(shape, numbers), "mean", new WeightTensor(new int[] {3}, new float[3]));
        byte[] content =
                SafetensorsFormat.write(tensors, name -> name.equals("basis") ? ElementType.INT8 : ElementType.FLOAT16);

        assertThatThrownBy(() -> Projection.read(content, BasisFormat.INT8)).hasMessageContaining(message);
    }

    @Test
    void valuesAndShapesAreChecked() {
        WeightTensor infinite = changed(1, 1);
        infinite.values()[77] = Float.POSITIVE_INFINITY;
        assertRefused(infinite, SOUND.mean(), "tensor 'basis' of the projection holds Infinity at index 77");
        assertRefused(
                SOUND.basis(),
                new WeightTensor(new int[] {50}, filled(Float.NaN)),
                "tensor 'mean' of the projection holds NaN at index 0");
        assertRefused(SOUND.basis(), new WeightTensor(new int[] {1, 50}, filled(0)), "basis [4, 50] and mean [1, 50]");
        assertRefused(new WeightTensor(new int[] {200}, SOUND.basis().values()), SOUND.mean(), "basis [200]");
        WeightTensor tall = new WeightTensor(new int[] {4, 2}, new float[8]);
        assertRefused(tall, new WeightTensor(new int[] {2}, new float[2]), "no more dimensions than D");
    }

    @Test
    void otherTensorsAreRefused() {
        byte[] content = SafetensorsFormat.write(Map.of("basis", SOUND.basis()), Precision.FLOAT32);

        assertThatThrownBy(() -> Projection.read(content, BasisFormat.FLOAT32))
                .hasMessageContaining("has tensors [basis], needs [basis, mean]");
    }

    private static double[][] rows(WeightTensor matrix) {
        double[][] rows = new double[matrix.shape()[0]][matrix.shape()[1]];
        for (int i = 0; i < matrix.values().length; i++) {
            rows[i / rows[0].length][i % rows[0].length] = matrix.values()[i];
        }
        return rows;
    }

    private static double product(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }

    private static void normalise(double[] row) {
        double norm = Math.sqrt(product(row, row));
        for (int i = 0; i < row.length; i++) {
            row[i] /= norm;
        }
    }

    private static WeightTensor changed(int row, float factor) {
        float[] values = SOUND.basis().values().clone();
        for (int i = 0; i < 50; i++) {
            values[row * 50 + i] *= factor;
        }
        return new WeightTensor(new int[] {4, 50}, values);
    }

    private static float[] filled(float value) {
        float[] values = new float[50];
        Arrays.fill(values, value);
        return values;
    }

    private static void assertRefused(WeightTensor basis, WeightTensor mean, String message) {
        assertThatThrownBy(() -> new Projection(basis, mean, BasisFormat.FLOAT32))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_BUNDLE))
                .hasMessageContaining(message);
    }
}
