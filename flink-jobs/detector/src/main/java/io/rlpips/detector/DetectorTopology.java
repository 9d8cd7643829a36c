package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.TimeOnly;
import io.rlpips.detector.embed.BatchSettings;
import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.CanonicaliseFunction;
import io.rlpips.detector.exchange.Handover;
import io.rlpips.detector.exchange.ReceiveFunction;
import io.rlpips.detector.exchange.SendFunction;
import io.rlpips.detector.exchange.Sent;
import io.rlpips.detector.fetch.Fetched;
import io.rlpips.detector.gate.Pulse;
import io.rlpips.detector.gate.StampedRecord;
import io.rlpips.detector.gate.UploadReader;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.gate.VisibilityGate;
import io.rlpips.detector.guard.GuardNews;
import io.rlpips.detector.guard.GuardOperator;
import io.rlpips.detector.guard.GuardSettings;
import io.rlpips.detector.guard.ReviewChange;
import io.rlpips.detector.guard.ReviewReader;
import io.rlpips.detector.judge.JudgeFunction;
import io.rlpips.detector.judge.QueryEmbedding;
import io.rlpips.detector.match.EncodedQuery;
import io.rlpips.detector.match.Findings;
import io.rlpips.detector.match.FingerprintReader;
import io.rlpips.detector.match.MergeOperator;
import io.rlpips.detector.match.Partial;
import io.rlpips.detector.match.Query;
import io.rlpips.detector.match.ReferenceChange;
import io.rlpips.detector.match.SearchSettings;
import io.rlpips.detector.match.ShardOperator;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.publish.RejectFunction;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.retroactive.Knowledge;
import io.rlpips.detector.retroactive.LateReferences;
import io.rlpips.detector.retroactive.RecentUpload;
import io.rlpips.detector.retroactive.RecentUploads;
import io.rlpips.detector.retroactive.RetroactiveOperator;
import io.rlpips.detector.retroactive.RetroactiveSettings;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Recheck;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Verdict;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;

/**
 * The way of an upload: gate, fetch, canonicalise, embed, every shard, merge, judge, guard. Sources and sinks are the caller's,
 * so that a test runs exactly this.
 */
final class DetectorTopology {
    private static final TypeInformation<PictureOrder<UploadTicket>> ORDER = TypeInformation.of(new TypeHint<>() {});
    private static final TypeInformation<CanonicalPicture<UploadTicket>> PICTURE =
            TypeInformation.of(new TypeHint<>() {});

    /** To any task that embeds. */
    private static final Handover<CanonicalPicture<UploadTicket>, CanonicalPicture<UploadTicket>> PICTURES =
            new Handover<>("pictures", false, picture -> picture, picture -> picture);

    private final Configuration configuration;
    private final ModelSource models;
    private final Pulse pulse;
    private final boolean lookups;
    private final long visibilityDelayMs;

    DetectorTopology(Configuration configuration, ModelSource models, Pulse pulse) {
        this(configuration, models, pulse, true);
    }

    private DetectorTopology(Configuration configuration, ModelSource models, Pulse pulse, boolean lookups) {
        this.configuration = configuration;
        this.models = models;
        this.pulse = pulse;
        this.lookups = lookups;
        this.visibilityDelayMs =
                configuration.get(DetectorOptions.VISIBILITY_DELAY).toMillis();
    }

    /** For what was recorded: nobody writes, and who asked then has long been answered. */
    static DetectorTopology ofReplay(Configuration configuration, ModelSource models) {
        return new DetectorTopology(configuration, models, Pulse.NONE, false);
    }

    /**
     * What is read, with the watermarks of {@link io.rlpips.detector.read.Watermarks}; the control streams from their
     * beginning.
     *
     * @param rechecks what is to be read again; empty where nothing is
     * @param past what was decided before the first of the uploads; empty where these are all there are
     */
    record Inputs(
            DataStream<BrokerRecord> uploads,
            DataStream<BrokerRecord> fingerprints,
            DataStream<BrokerRecord> policies,
            DataStream<BrokerRecord> announcements,
            DataStream<BrokerRecord> reviews,
            Optional<DataStream<BrokerRecord>> rechecks,
            Optional<Past> past) {
        Inputs(
                DataStream<BrokerRecord> uploads,
                DataStream<BrokerRecord> fingerprints,
                DataStream<BrokerRecord> policies,
                DataStream<BrokerRecord> announcements,
                DataStream<BrokerRecord> reviews,
                Optional<DataStream<BrokerRecord>> rechecks) {
            this(uploads, fingerprints, policies, announcements, reviews, rechecks, Optional.empty());
        }

        /** Where references that come later change nothing. */
        Inputs(
                DataStream<BrokerRecord> uploads,
                DataStream<BrokerRecord> fingerprints,
                DataStream<BrokerRecord> policies,
                DataStream<BrokerRecord> announcements,
                DataStream<BrokerRecord> reviews) {
            this(uploads, fingerprints, policies, announcements, reviews, Optional.empty());
        }
    }

    /**
     * Matches as they were recorded, of uploads before those of the run.
     *
     * @param untilMillis broker time that they all are before, and no upload of the run is
     */
    record Past(DataStream<Alert> matches, long untilMillis) {}

    /**
     * What is written.
     *
     * @param rechecks uploads to be read again for references that came later; empty where none are looked for
     */
    record Outputs(
            Sink<Verdict> verdicts,
            Sink<Alert> alerts,
            Sink<ReferenceStatus> status,
            Sink<Reject> rejects,
            Optional<Sink<Recheck>> rechecks) {}

    void connect(StreamExecutionEnvironment env, Inputs inputs, Outputs outputs) {
        // By key, so that the records of a reference and model keep their order however many tasks decode.
        SingleOutputStreamOperator<ReferenceChange> references = inputs.fingerprints()
                .keyBy(BrokerRecord::keyText, Types.STRING)
                .process(new FingerprintReader(models.configured()))
                .name("fingerprints: read")
                .uid("fingerprints-read");
        ControlStreams control = ControlStreams.of(inputs.policies(), inputs.announcements(), models);
        DataStream<StampedRecord> stamped = gate(inputs, control);
        boolean rechecks = inputs.rechecks().isPresent();
        SingleOutputStreamOperator<PictureOrder<UploadTicket>> orders = (rechecks
                        ? Rechecks.others(stamped, configuration)
                        : stamped)
                .rebalance()
                .process(new UploadReader(lookups), ORDER)
                .name("uploads: read")
                .uid("uploads-read");
        PicturePipeline<UploadTicket> uploads = pictures("uploads", orders);
        PicturePipeline<UploadTicket> pictures = rechecks ? uploads.union(again(stamped)) : uploads;
        DataStream<Query> queries = queries(env, pictures);
        SingleOutputStreamOperator<ReviewChange> reviews = inputs.reviews()
                .process(new ReviewReader(), TypeInformation.of(ReviewChange.class))
                .setParallelism(1)
                .name("reviews: read")
                .uid("reviews-read");
        DataStream<Alert> matches = judge(merge(shards(env, references, queries)), outputs);
        guard(matches, inputs.past(), news(reviews, references), outputs);
        outputs.rechecks().ifPresent(sink -> lateReferences(env, references, control, queries, sink));
        reject(
                orders.getSideOutput(Rejection.OUTPUT)
                        .union(
                                pictures.rejections(),
                                references.getSideOutput(Rejection.OUTPUT),
                                control.rejections(),
                                reviews.getSideOutput(Rejection.OUTPUT)),
                outputs.rejects());
    }

    /** What is made of queries where they are made belongs to the same tasks, by {@link #parallelism}. */
    private DataStream<Query> queries(StreamExecutionEnvironment env, PicturePipeline<UploadTicket> pictures) {
        int tasks = configuration.getOptional(DetectorOptions.EMBED_TASKS).orElse(env.getParallelism());
        return PicturePipeline.embed(
                        "uploads",
                        pictures.sent(PICTURES, TypeInformation.of(new TypeHint<>() {}))
                                .map(new ReceiveFunction<>(PICTURES), PICTURE)
                                .setParallelism(tasks)
                                .name("uploads: receive")
                                .uid("uploads-receive"),
                        new QueryEmbedding(),
                        TypeInformation.of(Query.class),
                        models,
                        BatchSettings.of(configuration))
                .setParallelism(tasks);
    }

    private static int parallelism(DataStream<?> stream) {
        return stream.getTransformation().getParallelism();
    }

    /** Rechecks have passed the same gate, so they are stamped with what counts at their moment. */
    private PicturePipeline<UploadTicket> again(DataStream<StampedRecord> stamped) {
        Rechecks rechecks = Rechecks.of(stamped, configuration);
        PicturePipeline<UploadTicket> pictures = pictures("rechecks", rechecks.orders());
        return new PicturePipeline<>(pictures.parts(), pictures.rejections().union(rechecks.rejections()));
    }

    private PicturePipeline<UploadTicket> pictures(String job, DataStream<PictureOrder<UploadTicket>> orders) {
        return PicturePipeline.of(
                job, orders, types(), new CanonicaliseFunction<>(configuration, false), configuration);
    }

    /** The gate's clock is the least of the control streams; of the fingerprints only their watermark gets there. */
    private DataStream<StampedRecord> gate(Inputs inputs, ControlStreams control) {
        DataStream<ControlChange> clock = inputs.fingerprints()
                .process(new TimeOnly(), TypeInformation.of(ControlChange.class))
                .setParallelism(1)
                .name("fingerprints: time only")
                .uid("fingerprints-time")
                .union(control.changes());
        return JobSettings.prompt(inputs.rechecks()
                .map(rechecks -> inputs.uploads().union(rechecks))
                .orElse(inputs.uploads())
                .connect(clock.broadcast())
                .transform(
                        "gate",
                        TypeInformation.of(StampedRecord.class),
                        new VisibilityGate(models.configured(), visibilityDelayMs, pulse))
                .uid("gate"));
    }

    /** One input keyed and one broadcast: the public API wants both or none, so the transformation is made by hand. */
    private DataStream<Partial> shards(
            StreamExecutionEnvironment env, DataStream<ReferenceChange> references, DataStream<Query> queries) {
        KeySelector<ReferenceChange, String> byReference = ReferenceChange::referenceId;
        int shards = configuration.getOptional(DetectorOptions.SHARDS).orElse(env.getParallelism());
        DataStream<Sent<EncodedQuery>> sent = JobSettings.prompt(queries.map(
                        new SendFunction<>(Query.TO_SHARDS), TypeInformation.of(new TypeHint<Sent<EncodedQuery>>() {}))
                .setParallelism(parallelism(queries))
                .name("uploads: send")
                .uid("uploads-send"));
        TwoInputTransformation<ReferenceChange, Sent<EncodedQuery>, Partial> transformation =
                new TwoInputTransformation<>(
                        references.keyBy(byReference, Types.STRING).getTransformation(),
                        sent.broadcast().getTransformation(),
                        "shard",
                        new ShardOperator(
                                models,
                                visibilityDelayMs,
                                configuration.get(DetectorOptions.HISTORY).toMillis(),
                                SearchSettings.of(configuration)),
                        TypeInformation.of(Partial.class),
                        shards);
        transformation.setStateKeySelectors(byReference, null);
        transformation.setStateKeyType(Types.STRING);
        transformation.setMaxParallelism(JobSettings.MAX_PARALLELISM);
        transformation.setUid("shard");
        env.addOperator(transformation);
        return JobSettings.prompt(new TransformedStream<>(env, transformation));
    }

    /** As the shards; here it is the uploads that are divided, and every task knows the references. */
    private void lateReferences(
            StreamExecutionEnvironment env,
            DataStream<ReferenceChange> references,
            ControlStreams control,
            DataStream<Query> queries,
            Sink<Recheck> sink) {
        KeySelector<RecentUpload, String> byUpload = RecentUpload::key;
        DataStream<RecentUpload> uploads = queries.flatMap(new RecentUploads())
                .returns(RecentUpload.class)
                .setParallelism(parallelism(queries))
                .name("uploads: recent")
                .uid("uploads-recent");
        DataStream<Knowledge> knowledge = references
                .flatMap(new LateReferences(visibilityDelayMs))
                .returns(Knowledge.class)
                .name("references: late")
                .uid("references-late")
                .union(control.changes()
                        .map((ControlChange change) -> Knowledge.of(change))
                        .returns(Knowledge.class)
                        .setParallelism(1)
                        .name("control: for recent uploads")
                        .uid("control-recent"));
        TwoInputTransformation<RecentUpload, Knowledge, Recheck> transformation = new TwoInputTransformation<>(
                uploads.keyBy(byUpload, Types.STRING).getTransformation(),
                knowledge.broadcast().getTransformation(),
                "late references",
                new RetroactiveOperator(models.configured(), RetroactiveSettings.of(configuration)),
                new AvroTypeInfo<>(Recheck.class),
                env.getParallelism());
        transformation.setStateKeySelectors(byUpload, null);
        transformation.setStateKeyType(Types.STRING);
        transformation.setMaxParallelism(JobSettings.MAX_PARALLELISM);
        transformation.setUid("late-references");
        env.addOperator(transformation);
        new DataStream<>(env, transformation).sinkTo(sink).name("rechecks").uid("sink-rechecks");
    }

    private static DataStream<Findings> merge(DataStream<Partial> partials) {
        return partials.partitionCustom(
                        (upload, tasks) -> Math.floorMod(upload.hashCode(), tasks),
                        partial -> partial.ticket().at().text())
                .transform("merge", TypeInformation.of(Findings.class), new MergeOperator())
                .uid("merge");
    }

    /** @return the matches */
    private static DataStream<Alert> judge(DataStream<Findings> findings, Outputs outputs) {
        SingleOutputStreamOperator<Verdict> verdicts = findings.process(
                        new JudgeFunction(), new AvroTypeInfo<>(Verdict.class))
                .name("judge")
                .uid("judge");
        verdicts.sinkTo(outputs.verdicts()).name("verdicts").uid("sink-verdicts");
        return verdicts.getSideOutput(JudgeFunction.ALERTS);
    }

    private static DataStream<GuardNews> news(
            DataStream<ReviewChange> reviews, DataStream<ReferenceChange> references) {
        DataStream<GuardNews> ofReviews = reviews.map(GuardNews::of, TypeInformation.of(GuardNews.class))
                .setParallelism(1)
                .name("guard: reviews")
                .uid("guard-reviews");
        return references
                .map(GuardNews::of, TypeInformation.of(GuardNews.class))
                .name("guard: references")
                .uid("guard-references")
                .union(ofReviews);
    }

    private void guard(DataStream<Alert> matches, Optional<Past> past, DataStream<GuardNews> news, Outputs outputs) {
        GuardSettings settings = GuardSettings.of(configuration);
        DataStream<Alert> all =
                past.map(before -> matches.union(before.matches())).orElse(matches);
        GuardOperator guard = past.map(before -> new GuardOperator(settings, before.untilMillis()))
                .orElseGet(() -> new GuardOperator(settings));
        SingleOutputStreamOperator<Alert> alerts = all.keyBy(Alert::getReferenceId, Types.STRING)
                .connect(news.keyBy(GuardNews::referenceId, Types.STRING))
                .transform("guard", new AvroTypeInfo<>(Alert.class), guard)
                .uid("guard");
        alerts.sinkTo(outputs.alerts()).name("alerts").uid("sink-alerts");
        alerts.getSideOutput(GuardOperator.STATUS)
                .sinkTo(outputs.status())
                .name("reference-status")
                .uid("sink-reference-status");
    }

    private void reject(DataStream<Rejection> rejections, Sink<Reject> sink) {
        rejections
                .map(new RejectFunction(configuration))
                .returns(new AvroTypeInfo<>(Reject.class))
                .name("reject")
                .uid("reject")
                .sinkTo(sink)
                .name("rejects")
                .uid("sink-rejects");
    }

    private static PicturePipeline.Types<UploadTicket> types() {
        return new PicturePipeline.Types<>(
                ORDER, TypeInformation.of(new TypeHint<Fetched<UploadTicket>>() {}), PICTURE);
    }
}
