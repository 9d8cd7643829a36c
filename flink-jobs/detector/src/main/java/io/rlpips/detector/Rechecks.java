package io.rlpips.detector;

import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.fetch.Reread;
import io.rlpips.detector.fetch.RereadFunction;
import io.rlpips.detector.fetch.RereadOrder;
import io.rlpips.detector.gate.RecheckReader;
import io.rlpips.detector.gate.RereadUploadReader;
import io.rlpips.detector.gate.StampedRecord;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.Subjects;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Uploads that are read again for a reference that came later.
 *
 * @param orders their pictures
 * @param rejections of rechecks that are malformed, or whose upload is gone
 */
record Rechecks(DataStream<PictureOrder<UploadTicket>> orders, DataStream<Rejection> rejections) {
    private static final TypeInformation<RereadOrder<UploadTicket>> ORDER = TypeInformation.of(new TypeHint<>() {});
    private static final TypeInformation<Reread<UploadTicket>> REREAD = TypeInformation.of(new TypeHint<>() {});
    private static final TypeInformation<PictureOrder<UploadTicket>> PICTURE = TypeInformation.of(new TypeHint<>() {});

    /** @param stamped uploads and rechecks */
    static Rechecks of(DataStream<StampedRecord> stamped, Configuration configuration) {
        String topic = Topics.name(Subjects.RECHECKS, configuration);
        SingleOutputStreamOperator<RereadOrder<UploadTicket>> asked = stamped.filter(
                        record -> record.record().at().topic().equals(topic))
                .name("rechecks: only")
                .uid("rechecks-only")
                .rebalance()
                .process(new RecheckReader(Topics.name(Subjects.UPLOADS, configuration)), ORDER)
                .name("rechecks: read")
                .uid("rechecks-read");
        RereadFunction<UploadTicket> reread = new RereadFunction<>(configuration);
        SingleOutputStreamOperator<PictureOrder<UploadTicket>> orders = AsyncDataStream.unorderedWait(
                        asked,
                        reread,
                        reread.totalTimeoutMs(),
                        TimeUnit.MILLISECONDS,
                        PicturePipeline.queueLength(configuration, reread.totalTimeoutMs()))
                .returns(REREAD)
                .name("rechecks: uploads again")
                .uid("rechecks-uploads")
                .process(new RereadUploadReader(), PICTURE)
                .name("rechecks: uploads read")
                .uid("rechecks-uploads-read");
        return new Rechecks(
                orders, asked.getSideOutput(Rejection.OUTPUT).union(orders.getSideOutput(Rejection.OUTPUT)));
    }

    /** @return the uploads alone */
    static DataStream<StampedRecord> others(DataStream<StampedRecord> stamped, Configuration configuration) {
        String topic = Topics.name(Subjects.RECHECKS, configuration);
        return JobSettings.prompt(
                stamped.filter(record -> !record.record().at().topic().equals(topic))
                        .name("uploads: only")
                        .uid("uploads-only"));
    }
}
