package io.rlpips.detector;

import io.rlpips.detector.configuration.ClientSettings;
import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.embed.BundleModel;
import io.rlpips.detector.gate.KafkaPulse;
import io.rlpips.detector.gate.Pulse;
import io.rlpips.detector.judge.Thresholds;
import io.rlpips.detector.publish.Sinks;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Sources;
import io.rlpips.detector.read.Watermarks;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.util.List;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Judges uploads: {@code uploads} to {@code verdicts}, {@code alerts} and {@code rejects}. */
public final class DetectorJob {
    private static final String NAME = "detector";

    private DetectorJob() {}

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
     * @throws RlpipsException where the bundle is missing or damaged, or there is no threshold
     */
    public static void define(StreamExecutionEnvironment env, Configuration configuration) {
        BundleModel model = BundleModel.of(configuration);
        Thresholds thresholds = thresholds(model, configuration);
        JobSettings.apply(env, configuration);
        new DetectorTopology(configuration, model, thresholds, pulse(configuration))
                .connect(env, inputs(env, configuration), outputs(configuration));
    }

    static DetectorTopology.Inputs inputs(StreamExecutionEnvironment env, Configuration configuration) {
        Sources sources = new Sources(configuration, NAME);
        DataStream<BrokerRecord> uploads = env.fromSource(
                        sources.work(Subjects.UPLOADS), Watermarks.uploads(configuration), Subjects.UPLOADS.name())
                .uid("source-" + Subjects.UPLOADS.name());
        return new DetectorTopology.Inputs(
                uploads,
                control(env, sources, configuration, Subjects.FINGERPRINTS),
                control(env, sources, configuration, Subjects.POLICIES));
    }

    static DetectorTopology.Outputs outputs(Configuration configuration) {
        Sinks sinks = new Sinks(configuration, NAME);
        return new DetectorTopology.Outputs(sinks.verdicts(), sinks.alerts(), sinks.rejects());
    }

    /** A task without a partition would never say what time it is, so a control topic is read by one task. */
    private static DataStream<BrokerRecord> control(
            StreamExecutionEnvironment env, Sources sources, Configuration configuration, Subject<?> subject) {
        return env.fromSource(sources.control(subject), Watermarks.control(configuration), subject.name())
                .setParallelism(1)
                .uid("source-" + subject.name());
    }

    private static Thresholds thresholds(BundleModel model, Configuration configuration) {
        double distance = configuration
                .getOptional(DetectorOptions.THRESHOLD)
                .or(model::recommendedThreshold)
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "model %s recommends no threshold, so %s is needed"
                                .formatted(model.identity().modelId(), DetectorOptions.THRESHOLD.key())));
        return new Thresholds(distance, model.identity().modelId());
    }

    static Pulse pulse(Configuration configuration) {
        if (configuration.get(DetectorOptions.BOUNDED)) {
            return Pulse.NONE;
        }
        Properties producer = ClientSettings.producer(configuration);
        producer.setProperty(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, configuration.get(DetectorOptions.BOOTSTRAP_SERVERS));
        return new KafkaPulse(
                producer,
                List.of(
                        Topics.name(Subjects.FINGERPRINTS, configuration),
                        Topics.name(Subjects.POLICIES, configuration)),
                configuration.get(DetectorOptions.HEARTBEAT_INTERVAL).toMillis());
    }
}
