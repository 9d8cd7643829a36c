package io.rlpips.detector;

import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.PhysicalTransformation;

/** The stream of a transformation that was made by hand, with its side outputs. */
final class TransformedStream<T> extends SingleOutputStreamOperator<T> {
    TransformedStream(StreamExecutionEnvironment env, PhysicalTransformation<T> transformation) {
        super(env, transformation);
    }
}
