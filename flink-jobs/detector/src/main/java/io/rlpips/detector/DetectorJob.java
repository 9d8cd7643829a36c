package io.rlpips.detector;

import io.rlpips.detector.configuration.ClientSettings;
import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.gate.KafkaPulse;
import io.rlpips.detector.gate.Pulse;
import io.rlpips.detector.model.BundleModel;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.publish.Sinks;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Sources;
import io.rlpips.detector.read.Watermarks;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Judges uploads: {@code uploads} to {@code verdicts}, {@code alerts}, {@code reference-status} and {@code rejects}; and
 * writes to {@code rechecks}, and reads from there, which of them are to be judged again for references that came later.
 */
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
        requireThreshold(model.configured());
        JobSettings.apply(env, configuration);
        new DetectorTopology(configuration, model, pulse(configuration))
                .connect(env, inputs(env, configuration), outputs(configuration));
    }

    /** @return the consumer group whose offsets show how far the job has read the uploads; they move with its checkpoints */
    public static String uploadsGroup(ReadableConfig configuration) {
        return Sources.group(configuration, NAME, Subjects.UPLOADS);
    }

    static DetectorTopology.Inputs inputs(StreamExecutionEnvironment env, Configuration configuration) {
        Sources sources = new Sources(configuration, NAME);
        return new DetectorTopology.Inputs(
                JobSettings.prompt(work(env, sources, configuration, Subjects.UPLOADS)),
                ControlSources.of(env, sources, configuration, Subjects.FINGERPRINTS),
                ControlSources.of(env, sources, configuration, Subjects.POLICIES),
                ControlSources.of(env, sources, configuration, Subjects.MODELS),
                ControlSources.of(env, sources, configuration, Subjects.REVIEWS),
                looksBack(configuration)
                        ? Optional.of(work(env, sources, configuration, Subjects.RECHECKS))
                        : Optional.empty());
    }

    private static SingleOutputStreamOperator<BrokerRecord> work(
            StreamExecutionEnvironment env, Sources sources, Configuration configuration, Subject<?> subject) {
        return env.fromSource(sources.work(subject), Watermarks.uploads(configuration), subject.name())
                .uid("source-" + subject.name());
    }

    private static boolean looksBack(Configuration configuration) {
        return !DetectorOptions.retroactiveWindow(configuration).isZero();
    }

    static DetectorTopology.Outputs outputs(Configuration configuration) {
        Sinks sinks = new Sinks(configuration, NAME);
        return new DetectorTopology.Outputs(
                sinks.verdicts(),
                sinks.alerts(),
                sinks.referenceStatus(),
                sinks.rejects(),
                looksBack(configuration) ? Optional.of(sinks.rechecks()) : Optional.empty());
    }

    static void requireThreshold(ModelDescription model) {
        if (model.defaultThreshold().isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "model %s recommends no threshold, so %s is needed"
                            .formatted(model.modelId(), DetectorOptions.THRESHOLD.key()));
        }
        requireDistance(DetectorOptions.THRESHOLD, model.threshold());
        model.viewThresholds().forEach(distance -> requireDistance(DetectorOptions.VIEW_THRESHOLD, distance));
    }

    private static void requireDistance(ConfigOption<Double> option, double distance) {
        if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is %s, needs a number of at least 0".formatted(option.key(), distance));
        }
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
                        Topics.name(Subjects.POLICIES, configuration),
                        Topics.name(Subjects.MODELS, configuration),
                        Topics.name(Subjects.REVIEWS, configuration)),
                configuration.get(DetectorOptions.HEARTBEAT_INTERVAL).toMillis());
    }
}
