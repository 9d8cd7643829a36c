package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.embed.BatchSettings;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.publish.RejectFunction;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.replay.HeldUploads;
import io.rlpips.detector.replay.PastMatches;
import io.rlpips.detector.replay.RecordedReferences;
import io.rlpips.detector.replay.ReembedOrder;
import io.rlpips.detector.replay.Reembedding;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subjects;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What a replay puts before the way of an upload, which itself is the {@link DetectorTopology}'s. */
final class ReplayTopology {
    private static final TypeInformation<BrokerRecord> RECORD = TypeInformation.of(BrokerRecord.class);

    private final Configuration configuration;
    private final ModelSource models;

    /** @param configuration of a bounded run */
    ReplayTopology(Configuration configuration, ModelSource models) {
        this.configuration = configuration;
        this.models = models;
    }

    void connect(StreamExecutionEnvironment env, ReplayRange range, DetectorTopology.Outputs outputs) {
        ReplaySources sources = new ReplaySources(env, configuration);
        boolean oneModel = configuration.get(ReplayOptions.ONE_MODEL);
        DataStream<BrokerRecord> recorded = sources.control(Subjects.FINGERPRINTS);
        DataStream<BrokerRecord> fingerprints = oneModel ? embeddedAnew(recorded, outputs.rejects()) : recorded;
        DataStream<BrokerRecord> policies = sources.policies();
        DataStream<BrokerRecord> announcements =
                oneModel ? sources.silent(Subjects.MODELS) : sources.control(Subjects.MODELS);
        DataStream<BrokerRecord> ends = end(fingerprints, Subjects.FINGERPRINTS.name())
                .union(end(policies, Subjects.POLICIES.name()), end(announcements, Subjects.MODELS.name()));
        DataStream<BrokerRecord> uploads = sources.uploads(range)
                .connect(ends.broadcast())
                .transform("uploads: held", RECORD, new HeldUploads())
                .uid("uploads-held");
        DetectorTopology.ofReplay(configuration, models)
                .connect(
                        env,
                        new DetectorTopology.Inputs(
                                uploads,
                                fingerprints,
                                policies,
                                announcements,
                                sources.control(Subjects.REVIEWS),
                                Optional.empty(),
                                Optional.of(past(sources, range, outputs.rejects()))),
                        outputs);
    }

    /** The guard's windows reach back behind the range. */
    private DetectorTopology.Past past(ReplaySources sources, ReplayRange range, Sink<Reject> rejects) {
        long memoryMillis = DetectorOptions.guardWindow(configuration).toMillis();
        ReplayRange before = new ReplayRange(Math.max(0, range.fromMillis() - memoryMillis), range.fromMillis());
        SingleOutputStreamOperator<Alert> matches = sources.alertsSince(before.fromMillis())
                .process(new PastMatches(before), new AvroTypeInfo<>(Alert.class))
                .name("alerts: of before the range")
                .uid("alerts-before");
        reject("alerts", matches, rejects);
        return new DetectorTopology.Past(matches, range.fromMillis());
    }

    /** The records that the configured model would have left on the topic, of the references that others left there. */
    private DataStream<BrokerRecord> embeddedAnew(DataStream<BrokerRecord> recorded, Sink<Reject> rejects) {
        SingleOutputStreamOperator<ReembedOrder> orders = recorded.filter(record -> !record.heartbeat())
                .setParallelism(1)
                .name("fingerprints: without heartbeats")
                .uid("fingerprints-without-heartbeats")
                .keyBy(RecordedReferences::referenceOf, Types.STRING)
                .process(new RecordedReferences(models.configured()), TypeInformation.of(ReembedOrder.class))
                .name("references: recorded")
                .uid("references-recorded");
        reject("references", orders, rejects);
        return PicturePipeline.embed(
                "references", orders, new Reembedding(), RECORD, models, BatchSettings.of(configuration));
    }

    private void reject(String what, SingleOutputStreamOperator<?> readers, Sink<Reject> rejects) {
        readers.getSideOutput(Rejection.OUTPUT)
                .map(new RejectFunction(configuration))
                .returns(new AvroTypeInfo<>(Reject.class))
                .name(what + ": reject")
                .uid(what + "-reject")
                .sinkTo(rejects)
                .name(what + ": rejects")
                .uid("sink-" + what + "-rejects");
    }

    private static DataStream<BrokerRecord> end(DataStream<BrokerRecord> control, String name) {
        return control.filter(record -> false).name(name + ": end").uid(name + "-end");
    }
}
