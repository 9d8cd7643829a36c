package io.rlpips.detector.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import org.apache.flink.streaming.api.operators.InputSelection;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class HeldUploadsTest {
    private static final BrokerRecord RECORD =
            new BrokerRecord(new Coordinates("uploads", 0, 1), 2, false, new byte[0], false, new byte[] {3});

    @Test
    void uploadsStayUnreadUntilTheControlTopicsEndAndThenPass() throws Exception {
        HeldUploads held = new HeldUploads();
        try (TwoInputStreamOperatorTestHarness<BrokerRecord, BrokerRecord, BrokerRecord> harness =
                new TwoInputStreamOperatorTestHarness<>(held)) {
            harness.open();
            assertThat(held.nextSelection()).isEqualTo(InputSelection.SECOND);
            assertThatThrownBy(() -> harness.processElement2(new StreamRecord<>(RECORD)))
                    .hasMessageContaining("only the end");

            harness.endInput2();
            assertThat(held.nextSelection()).isEqualTo(InputSelection.FIRST);
            harness.processElement1(new StreamRecord<>(RECORD));
            assertThat(harness.extractOutputValues()).containsExactly(RECORD);
        }
    }
}
