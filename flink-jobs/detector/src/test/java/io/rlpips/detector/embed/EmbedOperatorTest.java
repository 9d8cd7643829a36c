package io.rlpips.detector.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.priority.Scheduling;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EmbedOperatorTest {
    private static final int BATCH = 4;
    private static final long MODEL_IDLE_MS = 1_000;
    /** From here on numbers are squared by another model. */
    private static final int FIRST_OF_ANOTHER = 50;

    private static final int FIRST_TO_WAIT = 30;

    private static final int LETS_THE_FIRST_GO = 20;
    private static CountDownLatch secondBatchIsReady = new CountDownLatch(0);
    /** Static, as the latch is: the operator gets a serialised copy of its model. */
    private static final List<Integer> BATCHES = Collections.synchronizedList(new ArrayList<>());

    /** Models as they are opened and closed. */
    private static final List<String> MODELS = Collections.synchronizedList(new ArrayList<>());

    private static final List<Scheduling> THREADS = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void forgetBatches() {
        BATCHES.clear();
        THREADS.clear();
        MODELS.clear();
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
    void theOrderIsKeptAlsoWhenALaterBatchIsReadyFirst() throws Exception {
        secondBatchIsReady = new CountDownLatch(1);
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness(2)) {
            harness.open();
            harness.processElement(FIRST_TO_WAIT, 1);
            for (int number : new int[] {2, 3, 4, 5, 6, 7, LETS_THE_FIRST_GO}) {
                harness.processElement(number, number);
            }
            harness.endInput();

            assertThat(BATCHES).containsExactly(4, 4);
            assertThat(harness.extractOutputValues())
                    .containsExactly(FIRST_TO_WAIT * FIRST_TO_WAIT, 4, 9, 16, 25, 36, 49, 400);
        }
    }

    @Test
    void aWatermarkFollowsWhatCameBeforeItAndCutsNoBatchShort() throws Exception {
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            harness.processWatermark(new Watermark(1));
            assertThat(harness.getOutput()).containsExactly(new Watermark(1));

            feed(harness, 3);
            harness.processWatermark(new Watermark(5));
            harness.processElement(4, 6);
            harness.endInput();

            assertThat(BATCHES).containsExactly(4);
            assertThat(harness.getOutput()).hasSize(6).last().isEqualTo(new Watermark(5));
        }
    }

    @Test
    void idlenessIsToldWhenEverythingTakenInIsGivenOut() throws Exception {
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            feed(harness, 3);
            harness.processWatermarkStatus(WatermarkStatus.IDLE);

            assertThat(harness.extractOutputValues()).hasSize(3);
        }
    }

    @Test
    void aBatchGrowsWhileNoThreadIsFree() throws Exception {
        secondBatchIsReady = new CountDownLatch(1);
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            harness.processElement(FIRST_TO_WAIT, 1);
            harness.setProcessingTime(10);
            harness.processElement(1, 2);
            harness.setProcessingTime(20);
            harness.processElement(2, 3);
            secondBatchIsReady.countDown();
            harness.endInput();

            assertThat(BATCHES).containsExactly(1, 2);
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
    void aModelThatNothingHasUsedForLongWhileAnotherWasIsClosedAndOpenedAgainForWhatComesLate() throws Exception {
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            harness.processElement(2, 1);
            harness.processElement(FIRST_OF_ANOTHER, 1);
            harness.prepareSnapshotPreBarrier(1);
            harness.setProcessingTime(MODEL_IDLE_MS);
            harness.processElement(FIRST_OF_ANOTHER, 1);
            harness.prepareSnapshotPreBarrier(2);
            assertThat(MODELS).containsExactly("squares opened", "another opened");

            harness.setProcessingTime(MODEL_IDLE_MS + 1);
            harness.processElement(FIRST_OF_ANOTHER, 1);
            harness.prepareSnapshotPreBarrier(3);
            assertThat(MODELS).last().isEqualTo("squares closed");
            harness.processElement(3, 2);
            harness.prepareSnapshotPreBarrier(4);

            assertThat(MODELS).hasSize(4).last().isEqualTo("squares opened");
            assertThat(harness.extractOutputValues()).containsExactly(4, 2_500, 2_500, 2_500, 9);
        }
    }

    @Test
    void modelsThatWereUsedLastStayOpenHoweverLongAgoThatIs() throws Exception {
        try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness()) {
            harness.open();
            harness.processElement(2, 1);
            harness.prepareSnapshotPreBarrier(1);
            harness.setProcessingTime(1);
            harness.processElement(FIRST_OF_ANOTHER, 1);
            harness.prepareSnapshotPreBarrier(2);
            harness.setProcessingTime(100 * MODEL_IDLE_MS);
            harness.prepareSnapshotPreBarrier(3);

            assertThat(MODELS).containsExactly("squares opened", "another opened");
        }
        assertThat(MODELS).hasSize(4).contains("squares closed", "another closed");
    }

    @Test
    void anErrorOfTheModelFailsTheTask() throws Exception {
        OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness();
        harness.open();
        harness.processElement(13, 1);

        assertThatThrownBy(harness::endInput).hasStackTraceContaining("embedding failed: thirteen");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatMayWaitIsEmbeddedOnThreadsThatGiveWay() throws Exception {
        BatchSettings usual = new BatchSettings(BATCH, 10, 1, false, MODEL_IDLE_MS);
        for (BatchSettings batches : List.of(usual, usual.givingWay())) {
            try (OneInputStreamOperatorTestHarness<Integer, Integer> harness = harness(batches)) {
                harness.open();
                feed(harness, 1);
                harness.endInput();
            }
        }

        assertThat(THREADS)
                .extracting(Scheduling::policy)
                .containsExactly(Scheduling.ofThisThread().policy(), Scheduling.IDLE);
    }

    private static OneInputStreamOperatorTestHarness<Integer, Integer> harness() throws Exception {
        return harness(1);
    }

    private static OneInputStreamOperatorTestHarness<Integer, Integer> harness(int threads) throws Exception {
        return harness(new BatchSettings(BATCH, 10, threads, false, MODEL_IDLE_MS));
    }

    private static OneInputStreamOperatorTestHarness<Integer, Integer> harness(BatchSettings batches) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new EmbedOperatorFactory<>(new Squares(), batches, new Numbers()),
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
        public ModelDescription model(Integer number) {
            return number < FIRST_OF_ANOTHER ? Squares.MODEL : Squares.ANOTHER;
        }

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

        private static final ModelDescription MODEL = named("squares");
        private static final ModelDescription ANOTHER = named("another");

        private static ModelDescription named(String id) {
            return new ModelDescription(new ModelIdentity(id, "", ""), "", "", 1, List.of(1), 0, 1);
        }

        @Override
        public ModelDescription configured() {
            return MODEL;
        }

        @Override
        public ModelDescription describe(String modelId, String location, String bundleSha256) {
            throw new AssertionError("the operator describes no models");
        }

        @Override
        public EmbeddingModel open(ModelDescription model) {
            MODELS.add(model.modelId() + " opened");
            return new EmbeddingModel() {
                @Override
                public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
                    BATCHES.add(pictures.size());
                    if (OS.LINUX.isCurrentOs()) {
                        THREADS.add(Scheduling.ofThisThread());
                    }
                    return pictures.stream().map(Squares::square).toList();
                }

                @Override
                public void close() {
                    MODELS.add(model.modelId() + " closed");
                }
            };
        }

        private static EmbeddedPicture square(RgbImage picture) {
            if (picture.width() == 13) {
                throw new IllegalArgumentException("thirteen");
            }
            if (picture.width() == FIRST_TO_WAIT) {
                awaitSecondBatch();
            }
            if (picture.width() == LETS_THE_FIRST_GO) {
                secondBatchIsReady.countDown();
            }
            return new EmbeddedPicture(new float[] {picture.width() * picture.width()}, Optional.empty());
        }

        private static void awaitSecondBatch() {
            try {
                if (!secondBatchIsReady.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the second batch was not embedded beside the first");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
