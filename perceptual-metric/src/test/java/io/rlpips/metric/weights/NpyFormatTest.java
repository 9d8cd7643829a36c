package io.rlpips.metric.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NpyFormatTest {
    @Property(tries = 50)
    void whatIsWrittenIsRead(@ForAll @Size(min = 1, max = 40) @FloatRange(min = -1e6f, max = 1e6f) float[] values) {
        WeightTensor tensor = new WeightTensor(new int[] {values.length}, values);

        assertThat(NpyFormat.read("array", NpyFormat.write(tensor))).isEqualTo(tensor);
    }

    @Test
    void everyShapeSurvives() {
        for (int[] shape : new int[][] {{}, {1}, {6}, {2, 3}, {1, 2, 3}}) {
            WeightTensor tensor =
                    new WeightTensor(shape, new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);

            assertThat(NpyFormat.read("array", NpyFormat.write(tensor))).isEqualTo(tensor);
        }
    }

    @Test
    void oneElementLooksAsNumPyWritesIt() {
        byte[] file = NpyFormat.write(new WeightTensor(new int[] {1}, new float[] {0.5f}));

        assertThat(file).hasSize(128 + 4);
        assertThat(new String(file, 10, 118, StandardCharsets.ISO_8859_1))
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }")
                .endsWith(" \n");
    }

    @Test
    void anAnnouncedShapeIsNotBelieved() {
        byte[] file = NpyFormat.write(new WeightTensor(new int[] {1}, new float[] {0.5f}));
        String text = new String(file, StandardCharsets.ISO_8859_1).replace("(1,), }  ", "(999999999,), }");
        byte[] lying = Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), file.length);

        assertThatThrownBy(() -> NpyFormat.read("array", lying))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("array");
    }
}
