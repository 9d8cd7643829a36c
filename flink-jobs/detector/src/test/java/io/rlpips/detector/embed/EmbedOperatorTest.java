package io.rlpips.detector.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.Projection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbedOperatorTest {
    private static final int BATCH = 4;
    /** Static: the operator gets a serialised copy of its model. */
    private static final List<Integer> BATCHES = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void forgetBatches() {
        BATCHES.clear();
    }

    @Test
    void everythingTakenInIsGivenOutBeforeABarrier() throws Exception {
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            feed(harness, 10);
            harness.prepareSnapshotPreBarrier(1);

            assertThat(harness.extractOutputValues()).containsExactlyInAnyOrderElementsOf(squares(10));
            assertThat(BATCHES).containsExactlyInAnyOrder(4, 4, 2);
        }
    }

    @Test
    void everythingTakenInIsGivenOutBeforeAWatermarkAndTheEnd() throws Exception {
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            feed(harness, 3);
            harness.processWatermark(new Watermark(5));
            assertThat(harness.getOutput()).hasSize(4).last().isEqualTo(new Watermark(5));

            feed(harness, 2);
            harness.endInput();

            assertThat(harness.extractOutputValues()).hasSize(5);
        }
    }

    @Test
    void theFirstOfABatchWaitsNoLongerThanTheLinger() throws Exception {
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            harness.setProcessingTime(100);
            feed(harness, 1);
            harness.setProcessingTime(109);
            assertThat(BATCHES).isEmpty();

            harness.setProcessingTime(110);
            harness.endInput();

            assertThat(BATCHES).containsExactly(1);
        }
    }

    @Test
    void whatNeedsNoEmbeddingPassesWithoutTheModel() throws Exception {
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            harness.processElement(0, 1);
            harness.endInput();

            assertThat(harness.extractOutputValues()).containsExactly(0);
            assertThat(BATCHES).isEmpty();
        }
    }

    @Test
    void anErrorOfTheModelFailsTheTask() throws Exception {
        OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness();
        harness.open();
        harness.processElement(13, 1);

        assertThatThrownBy(harness::endInput).hasStackTraceContaining("embedding failed: thirteen");
    }

    private static OneInputStreamOperatorTestHarness<Integer, Integer> harness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new EmbedOperatorFactory<>(new Squares(), new BatchSettings(BATCH, 10, 1), new Numbers()),
                Types.INT.createSerializer(new org.apache.flink.api.common.serialization.SerializerConfigImpl()));
    }

    private static void feed(OneInputStreamOperatorTestHarness<Integer, Integer> harness, int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            harness.processElement(i, i);
        }
    }

    private static List<Integer> squares(int count) {
        return IntStream.rangeClosed(1, count).map(i -> i * i).boxed().toList();
    }

    /** A number is a picture of its width; zero is none. */
    private static final class Numbers implements Embedding<Integer, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public List<RgbImage> pictures(Integer number) {
            return number == 0 ? List.of() : List.of(new RgbImage(number, 1, new byte[number * 3]));
        }

        @Override
        public Integer assemble(Integer number, List<EmbeddedPicture> embedded) {
            return embedded.isEmpty() ? 0 : (int) embedded.get(0).fingerprint()[0];
        }
    }

    private static final class Squares implements ModelSource {
        private static final long serialVersionUID = 1L;

        @Override
        public ModelIdentity identity() {
            return new ModelIdentity("squares", "", "");
        }

        @Override
        public int[] layerLengths() {
            return new int[] {1};
        }

        @Override
        public Optional<Projection> projection() {
            return Optional.empty();
        }

        @Override
        public EmbeddingModel open() {
            return new EmbeddingModel() {
                @Override
                public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
                    BATCHES.add(pictures.size());
                    return pictures.stream().map(Squares::square).toList();
                }

                @Override
                public void close() {}
            };
        }

        private static EmbeddedPicture square(RgbImage picture) {
            if (picture.width() == 13) {
                throw new IllegalArgumentException("thirteen");
            }
            return new EmbeddedPicture(new float[] {picture.width() * picture.width()}, Optional.empty());
        }
    }
}
