package io.rlpips.detector.replay;

import io.rlpips.detector.read.BrokerRecord;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.InputSelectable;
import org.apache.flink.streaming.api.operators.InputSelection;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Lets no upload pass before the control topics have been read to their end. First input: uploads. Second input: the
 * control topics, for their end alone. The gate behind would wait as well, but keep all that has come meanwhile in
 * memory; here uploads are not even read, so a range of any size takes no more of it.
 *
 * <p>To leave an input unread is refused where there are checkpoints, and deadlocks where one input needs the other: a
 * replay has no checkpoints, and its control topics end by themselves.
 */
public final class HeldUploads extends AbstractStreamOperator<BrokerRecord>
        implements TwoInputStreamOperator<BrokerRecord, BrokerRecord, BrokerRecord>,
                InputSelectable,
                BoundedMultiInput {
    private static final long serialVersionUID = 1L;
    private static final int CONTROL = 2;

    private transient boolean released;

    @Override
    public InputSelection nextSelection() {
        return released ? InputSelection.FIRST : InputSelection.SECOND;
    }

    @Override
    public void processElement1(StreamRecord<BrokerRecord> upload) {
        output.collect(upload);
    }

    @Override
    public void processElement2(StreamRecord<BrokerRecord> control) {
        throw new IllegalStateException("only the end of the control topics is to be sent here");
    }

    @Override
    public void endInput(int input) {
        released |= input == CONTROL;
    }
}
