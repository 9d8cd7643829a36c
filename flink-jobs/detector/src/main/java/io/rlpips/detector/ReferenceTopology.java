package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.embed.BatchSettings;
import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.CanonicaliseFunction;
import io.rlpips.detector.fetch.Fetched;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.publish.RejectFunction;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.ReferenceReader;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.register.DecodedReference;
import io.rlpips.detector.register.EmbedOrder;
import io.rlpips.detector.register.FingerprintUpdate;
import io.rlpips.detector.register.Fingerprinted;
import io.rlpips.detector.register.ModelProgress;
import io.rlpips.detector.register.ModelStatusOperator;
import io.rlpips.detector.register.PublishFunction;
import io.rlpips.detector.register.ReferenceEmbedding;
import io.rlpips.detector.register.RegisterOperator;
import io.rlpips.detector.register.Registration;
import io.rlpips.detector.register.RejectedReference;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Reject;
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

/** The way of a reference: fetch, canonicalise, register, embed. Sources and sinks are the caller's. */
final class ReferenceTopology {
    private static final TypeInformation<PictureOrder<ReferenceTicket>> ORDER = TypeInformation.of(new TypeHint<>() {});
    private static final String JOB = "references";

    private final Configuration configuration;
    private final ModelSource models;

    ReferenceTopology(Configuration configuration, ModelSource models) {
        this.configuration = configuration;
        this.models = models;
    }

    /** What is read; the control streams from their beginning, with watermarks. */
    record Inputs(
            DataStream<BrokerRecord> references,
            DataStream<BrokerRecord> policies,
            DataStream<BrokerRecord> announcements) {}

    /** What is written. */
    record Outputs(
            Sink<FingerprintUpdate> fingerprints,
            Sink<ReferenceStatus> status,
            Sink<ModelStatus> models,
            Sink<Reject> rejects) {}

    void connect(StreamExecutionEnvironment env, Inputs inputs, Outputs outputs) {
        SingleOutputStreamOperator<PictureOrder<ReferenceTicket>> orders = inputs.references()
                .rebalance()
                .process(new ReferenceReader(), ORDER)
                .name("references: read")
                .uid("references-read");
        PicturePipeline<ReferenceTicket> pictures = PicturePipeline.of(
                JOB, orders, types(), new CanonicaliseFunction<>(configuration, true), configuration);
        // What these topics refuse is told on rejects by the detector.
        DataStream<ControlChange> control = ControlStreams.of(inputs.policies(), inputs.announcements(), models)
                .changes();
        SingleOutputStreamOperator<EmbedOrder> registered = register(
                env, decoded(pictures.pictures()).union(rejected(pictures.rejections()), removed(orders)), control);
        SingleOutputStreamOperator<FingerprintUpdate> published = PicturePipeline.embed(
                        JOB,
                        registered,
                        new ReferenceEmbedding(),
                        TypeInformation.of(Fingerprinted.class),
                        models,
                        BatchSettings.of(configuration).givingWay())
                .process(new PublishFunction(), TypeInformation.of(FingerprintUpdate.class))
                .name("publish")
                .uid("publish");
        published.sinkTo(outputs.fingerprints()).name("fingerprints").uid("sink-fingerprints");
        registered
                .getSideOutput(RegisterOperator.STATUS)
                .union(published.getSideOutput(RegisterOperator.STATUS))
                .sinkTo(outputs.status())
                .name("reference-status")
                .uid("sink-reference-status");
        modelStatus(registered.getSideOutput(RegisterOperator.PROGRESS), control)
                .sinkTo(outputs.models())
                .setParallelism(1)
                .name("model-status")
                .uid("sink-model-status");
        reject(orders.getSideOutput(Rejection.OUTPUT), outputs.rejects());
    }

    /** One input keyed and one broadcast: the public API wants both or none, so the transformation is made by hand. */
    private SingleOutputStreamOperator<EmbedOrder> register(
            StreamExecutionEnvironment env, DataStream<Registration> registrations, DataStream<ControlChange> control) {
        KeySelector<Registration, String> byReference = Registration::referenceId;
        TwoInputTransformation<Registration, ControlChange, EmbedOrder> transformation = new TwoInputTransformation<>(
                registrations.keyBy(byReference, Types.STRING).getTransformation(),
                control.broadcast().getTransformation(),
                "register",
                new RegisterOperator(
                        models.configured(),
                        ViewNames.labels(configuration.get(DetectorOptions.VIEWS)),
                        configuration.get(DetectorOptions.HISTORY).toMillis()),
                TypeInformation.of(EmbedOrder.class),
                env.getParallelism());
        transformation.setStateKeySelectors(byReference, null);
        transformation.setStateKeyType(Types.STRING);
        transformation.setMaxParallelism(JobSettings.MAX_PARALLELISM);
        transformation.setUid("register");
        env.addOperator(transformation);
        return new TransformedStream<>(env, transformation);
    }

    private DataStream<ModelStatus> modelStatus(DataStream<ModelProgress> progress, DataStream<ControlChange> control) {
        return progress.global()
                .connect(control)
                .transform(
                        "model status",
                        new AvroTypeInfo<>(ModelStatus.class),
                        new ModelStatusOperator(models.configured()))
                .setParallelism(1)
                .uid("model-status");
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

    private static DataStream<Registration> decoded(DataStream<CanonicalPicture<ReferenceTicket>> pictures) {
        return pictures.map(new DecodedReference())
                .returns(Registration.class)
                .name("references: decoded")
                .uid("references-decoded");
    }

    private static DataStream<Registration> rejected(DataStream<Rejection> rejections) {
        return rejections
                .map(new RejectedReference())
                .returns(Registration.class)
                .name("references: rejected")
                .uid("references-rejected");
    }

    private static DataStream<Registration> removed(SingleOutputStreamOperator<PictureOrder<ReferenceTicket>> orders) {
        return orders.getSideOutput(ReferenceReader.REMOVED)
                .map(Registration::removed)
                .returns(Registration.class)
                .name("references: removed")
                .uid("references-removed");
    }

    private static PicturePipeline.Types<ReferenceTicket> types() {
        return new PicturePipeline.Types<>(
                ORDER,
                TypeInformation.of(new TypeHint<Fetched<ReferenceTicket>>() {}),
                TypeInformation.of(new TypeHint<CanonicalPicture<ReferenceTicket>>() {}));
    }
}
