package io.rlpips.metric.engine;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Points of small whole numbers, whose inner products are exact in float32 in any order of summing. */
public final class WholeNumberPoints {
    private WholeNumberPoints() {}

    /** @return so many, of values from -4 to 4 */
    public static List<float[]> draw(Random random, int count, int columns) {
        return IntStream.range(0, count)
                .mapToObj(point -> {
                    float[] values = new float[columns];
                    IntStream.range(0, columns).forEach(column -> values[column] = random.nextInt(9) - 4);
                    return values;
                })
                .toList();
    }

    /** @return over the columns from {@code from} to {@code until}, exclusive */
    public static float product(float[] one, float[] other, int from, int until) {
        float sum = 0;
        for (int i = from; i < until; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
