package io.rlpips.detector;

import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.CanonicaliseFunction;
import io.rlpips.detector.embed.ModelSource;
import io.rlpips.detector.fetch.Fetched;
import io.rlpips.detector.publish.RejectFunction;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.ReferenceReader;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.register.FingerprintUpdate;
import io.rlpips.detector.register.ReferenceEmbedding;
import io.rlpips.detector.register.RegisterFunction;
import io.rlpips.detector.register.Registration;
import io.rlpips.detector.register.RejectedReference;
import io.rlpips.detector.register.RemovedReference;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Reject;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The way of a reference: fetch, canonicalise, embed, register. Sources and sinks are the caller's. */
final class ReferenceTopology {
    private static final TypeInformation<PictureOrder<ReferenceTicket>> ORDER = TypeInformation.of(new TypeHint<>() {});

    private final Configuration configuration;
    private final ModelSource model;

    ReferenceTopology(Configuration configuration, ModelSource model) {
        this.configuration = configuration;
        this.model = model;
    }

    /** What is written. */
    record Outputs(Sink<FingerprintUpdate> fingerprints, Sink<ReferenceStatus> status, Sink<Reject> rejects) {}

    void connect(DataStream<BrokerRecord> references, Outputs outputs) {
        SingleOutputStreamOperator<PictureOrder<ReferenceTicket>> orders = references
                .rebalance()
                .process(new ReferenceReader(), ORDER)
                .name("references: read")
                .uid("references-read");
        PicturePipeline<Registration> pictures = PicturePipeline.of(
                "references",
                orders,
                types(),
                new CanonicaliseFunction<>(configuration, true),
                new ReferenceEmbedding(model.identity()),
                model,
                configuration);
        SingleOutputStreamOperator<FingerprintUpdate> registered = pictures.embedded()
                .union(rejected(pictures.rejections()), removed(orders))
                .keyBy(Registration::referenceId, Types.STRING)
                .process(new RegisterFunction(model.identity()), TypeInformation.of(FingerprintUpdate.class))
                .name("register")
                .uid("register");
        registered.sinkTo(outputs.fingerprints()).name("fingerprints").uid("sink-fingerprints");
        registered
                .getSideOutput(RegisterFunction.STATUS)
                .sinkTo(outputs.status())
                .name("reference-status")
                .uid("sink-reference-status");
        orders.getSideOutput(Rejection.OUTPUT)
                .map(new RejectFunction(configuration))
                .returns(new AvroTypeInfo<>(Reject.class))
                .name("reject")
                .uid("reject")
                .sinkTo(outputs.rejects())
                .name("rejects")
                .uid("sink-rejects");
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
                .map(new RemovedReference())
                .returns(Registration.class)
                .name("references: removed")
                .uid("references-removed");
    }

    private static PicturePipeline.Types<ReferenceTicket, Registration> types() {
        return new PicturePipeline.Types<>(
                ORDER,
                TypeInformation.of(new TypeHint<Fetched<ReferenceTicket>>() {}),
                TypeInformation.of(new TypeHint<CanonicalPicture<ReferenceTicket>>() {}),
                TypeInformation.of(Registration.class));
    }
}
