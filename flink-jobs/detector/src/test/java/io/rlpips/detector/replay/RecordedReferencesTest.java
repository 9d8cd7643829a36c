package io.rlpips.detector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.FingerprintRow;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fingerprints of models A and B, on two partitions, as the history of references for a third model. */
class RecordedReferencesTest {
    private static final ModelDescription NEXT =
            new ModelDescription(new ModelIdentity("next", "0", "1"), "", "", 4, List.of(48), 5, 0.1);
    private static final ByteBuffer MASTER = ByteBuffer.wrap(PngFile.of(new RgbImage(
            Canonicaliser.MASTER_SIZE,
            Canonicaliser.MASTER_SIZE,
            new byte[3 * Canonicaliser.MASTER_SIZE * Canonicaliser.MASTER_SIZE])));

    private KeyedOneInputStreamOperatorTestHarness<String, BrokerRecord, ReembedOrder> references;
    private long offset;

    @BeforeEach
    void open() throws Exception {
        references = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new RecordedReferences(NEXT)),
                RecordedReferences::referenceOf,
                Types.STRING);
        references.open();
    }

    @AfterEach
    void close() throws Exception {
        references.close();
    }

    @Test
    void aVersionCountsFromTheFirstOfItsRecordsOnAndUntilNoModelHasItAnyMore() throws Exception {
        send(10, "A", "x", 1);
        send(20, "A", "x", 2);
        send(30, "B", "x", 2);
        end(40, "A", "x");
        send(50, "B", "x", 3);
        end(60, "B", "x");

        assertThat(orders()).containsExactly("10 x v1", "20 x v2", "50 x v3", "60 x ended");
    }

    @Test
    void recordsOfSeveralPartitionsAreTakenInTheOrderOfTheBrokersClock() throws Exception {
        send(30, "A", "x", 2);
        send(35, "A", "y", 7);
        send(10, "B", "x", 1);
        end(20, "B", "x");

        assertThat(orders()).containsExactlyInAnyOrder("10 x v1", "20 x ended", "30 x v2", "35 y v7");
        assertThat(orders().stream().filter(order -> order.contains(" x ")))
                .containsExactly("10 x v1", "20 x ended", "30 x v2");
    }

    @Test
    void anOlderVersionThatIsRepeatedDoesNotComeBack() throws Exception {
        send(10, "A", "x", 2);
        send(20, "A", "x", 1);
        end(30, "A", "x");
        send(40, "A", "x", 1);

        assertThat(orders()).containsExactly("10 x v2", "30 x ended");
    }

    @Test
    void otherViewsAreANewVersion() throws Exception {
        send(10, "A", "x", 1);
        send(20, "A", "x", 1, "mirrored");

        assertThat(orders()).containsExactly("10 x v1", "20 x v1 mirrored");
    }

    @Test
    void theChangesOfAReferenceAreNumberedWhateverPartitionsTheyLayOn() throws Exception {
        send(10, "A", "x", 1);
        send(20, "B", "x", 2);
        end(30, "A", "x");
        end(40, "B", "x");
        references.processWatermark(Watermark.MAX_WATERMARK);

        assertThat(references.extractOutputValues())
                .extracting(order -> order.at().offset())
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void nothingIsSaidBeforeTheEnd() throws Exception {
        send(10, "A", "x", 1);
        references.processWatermark(new Watermark(1_000_000));

        assertThat(references.extractOutputValues()).isEmpty();
    }

    @Test
    void whatIsMalformedIsRefusedAndTheRestGoesOn() throws Exception {
        send(10, "A", "x", 1);
        put(20, new FingerprintKey("x", "A").text(), new byte[] {1, 2});
        put(30, "no key", null);
        put(40, new FingerprintKey("x", "A").text(), encoded("B", "x", 2, MASTER));
        put(50, new FingerprintKey("x", "A").text(), encoded("A", "x", 3, ByteBuffer.wrap(new byte[] {1})));
        put(60, new FingerprintKey("x", "A").text(), encoded("A", "x", 4, MASTER, "sideways"));

        assertThat(orders()).containsExactly("10 x v1");
        assertThat(references.getSideOutput(Rejection.OUTPUT))
                .extracting(rejection -> rejection.getValue().record().brokerTimeMillis())
                .containsExactlyInAnyOrder(20L, 30L, 40L, 50L, 60L);
    }

    private List<String> orders() throws Exception {
        references.processWatermark(Watermark.MAX_WATERMARK);
        return references.extractOutputValues().stream()
                .map(RecordedReferencesTest::text)
                .toList();
    }

    private static String text(ReembedOrder order) {
        assertThat(order.order().model()).isEqualTo(NEXT);
        return "%d %s %s%s"
                .formatted(
                        order.brokerTimeMillis(),
                        order.order().ticket().referenceId(),
                        order.order().removal()
                                ? "ended"
                                : "v" + order.order().ticket().at().offset(),
                        String.join(
                                "",
                                order.order().views().stream()
                                        .map(view -> " " + view)
                                        .toList()));
    }

    private void send(long time, String model, String reference, long version, String... views) throws Exception {
        put(time, new FingerprintKey(reference, model).text(), encoded(model, reference, version, MASTER, views));
    }

    private void end(long time, String model, String reference) throws Exception {
        put(time, new FingerprintKey(reference, model).text(), null);
    }

    private void put(long time, String key, byte[] value) throws Exception {
        int partition = key.startsWith("A") ? 0 : 1;
        references.processElement(
                new BrokerRecord(
                        new Coordinates("fingerprints", partition, offset++),
                        time,
                        true,
                        key.getBytes(StandardCharsets.UTF_8),
                        value == null,
                        value == null ? new byte[0] : value),
                time);
    }

    private static byte[] encoded(String model, String reference, long version, ByteBuffer master, String... views) {
        List<FingerprintRow> rows = new ArrayList<>();
        rows.add(row("as-is"));
        for (String view : views) {
            rows.add(row(view));
        }
        return SingleObject.of(Subjects.FINGERPRINTS)
                .encode(ReferenceFingerprints.newBuilder()
                        .setReferenceId(reference)
                        .setReference(new BrokerPosition("references", 0, version))
                        .setReferenceBrokerTimeMillis(version)
                        .setMasterImage(master)
                        .setModelId(model)
                        .setModelHash("0")
                        .setRows(rows)
                        .build());
    }

    private static FingerprintRow row(String view) {
        return new FingerprintRow(view, ByteBuffer.allocate(0), ByteBuffer.allocate(4), 0f);
    }
}
