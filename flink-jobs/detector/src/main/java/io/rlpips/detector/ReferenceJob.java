package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.model.BundleModel;
import io.rlpips.detector.publish.Sinks;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Sources;
import io.rlpips.schemas.Subjects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Registers references: {@code references} to {@code fingerprints}, {@code reference-status} and {@code rejects}. */
public final class ReferenceJob {
    private static final String NAME = "references";

    private ReferenceJob() {}

    /** Runs the job on the cluster it is submitted to; arguments are {@code --key value} pairs of {@link DetectorOptions}. */
    public static void main(String[] arguments) throws Exception {
        Configuration configuration = JobSettings.parse(arguments);
        Topics.verify(configuration.get(DetectorOptions.BOOTSTRAP_SERVERS), configuration);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        define(env, configuration);
        env.execute("rlpips " + NAME);
    }

    /**
     * Adds the job, with its Kafka sources and sinks, to the environment.
     *
     * @throws io.rlpips.metric.failure.RlpipsException where the bundle is missing or damaged
     */
    public static void define(StreamExecutionEnvironment env, Configuration configuration) {
        BundleModel model = BundleModel.of(configuration);
        JobSettings.apply(env, configuration);
        new ReferenceTopology(configuration, model).connect(env, inputs(env, configuration), outputs(configuration));
    }

    static ReferenceTopology.Inputs inputs(StreamExecutionEnvironment env, Configuration configuration) {
        Sources sources = new Sources(configuration, NAME);
        DataStream<BrokerRecord> references = env.fromSource(
                        sources.work(Subjects.REFERENCES), WatermarkStrategy.noWatermarks(), Subjects.REFERENCES.name())
                .uid("source-" + Subjects.REFERENCES.name());
        return new ReferenceTopology.Inputs(
                references,
                ControlSources.of(env, sources, configuration, Subjects.POLICIES),
                ControlSources.of(env, sources, configuration, Subjects.MODELS));
    }

    static ReferenceTopology.Outputs outputs(Configuration configuration) {
        Sinks sinks = new Sinks(configuration, NAME);
        return new ReferenceTopology.Outputs(
                sinks.fingerprints(), sinks.referenceStatus(), sinks.modelStatus(), sinks.rejects());
    }
}
