package io.rlpips.detector;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Sources;
import io.rlpips.detector.read.Watermarks;
import io.rlpips.schemas.Subject;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The topics that decisions rest on, as both jobs read them. */
final class ControlSources {
    private ControlSources() {}

    /** A task without a partition would never say what time it is, so a control topic is read by one task. */
    static DataStream<BrokerRecord> of(
            StreamExecutionEnvironment env, Sources sources, Configuration configuration, Subject<?> subject) {
        return env.fromSource(sources.control(subject), Watermarks.control(configuration), subject.name())
                .setParallelism(1)
                .uid("source-" + subject.name());
    }
}
