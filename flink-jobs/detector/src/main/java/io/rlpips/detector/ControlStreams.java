package io.rlpips.detector;

import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.ModelReader;
import io.rlpips.detector.control.PolicyReader;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Rejection;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Policies and announcements of models, decoded: both jobs go by them.
 *
 * @param changes of either, with the watermark of both
 * @param rejections of records that are malformed or ask for what cannot be done
 */
record ControlStreams(DataStream<ControlChange> changes, DataStream<Rejection> rejections) {
    private static final TypeInformation<ControlChange> CHANGE = TypeInformation.of(ControlChange.class);

    static ControlStreams of(
            DataStream<BrokerRecord> policies, DataStream<BrokerRecord> announcements, ModelSource models) {
        SingleOutputStreamOperator<ControlChange> ofPolicies = policies.process(new PolicyReader(), CHANGE)
                .setParallelism(1)
                .name("policies: read")
                .uid("policies-read");
        SingleOutputStreamOperator<ControlChange> ofModels = announcements
                .process(new ModelReader(models), CHANGE)
                .setParallelism(1)
                .name("models: read")
                .uid("models-read");
        return new ControlStreams(
                ofPolicies.union(ofModels),
                ofPolicies.getSideOutput(Rejection.OUTPUT).union(ofModels.getSideOutput(Rejection.OUTPUT)));
    }
}
