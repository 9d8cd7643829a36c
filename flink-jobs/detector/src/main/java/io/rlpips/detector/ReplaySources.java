package io.rlpips.detector;

import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Sources;
import io.rlpips.detector.recorded.RecordedFiles;
import io.rlpips.detector.recorded.RecordedFormat;
import io.rlpips.detector.replay.OfRange;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What a replay reads: the range's uploads, the control topics from their beginning to their end of now, and what was
 * decided from shortly before the range on; of the broker or of an export. No watermark is made before the end of each:
 * the clock then says of everything that it was delivered, and nothing that ended is forgotten while an upload may ask
 * for it.
 */
final class ReplaySources {
    private static final String NAME = "replay";
    private static final TypeInformation<BrokerRecord> RECORD = TypeInformation.of(BrokerRecord.class);
    private static final byte[] NOTHING = {};

    private final StreamExecutionEnvironment env;
    private final Configuration configuration;
    private final Sources topics;

    ReplaySources(StreamExecutionEnvironment env, Configuration configuration) {
        this.env = env;
        this.configuration = configuration;
        this.topics = new Sources(configuration, NAME);
    }

    DataStream<BrokerRecord> uploads(ReplayRange range) {
        Optional<String> export = configuration.getOptional(ReplayOptions.EXPORT);
        return env.fromSource(
                        export.isPresent()
                                ? exported(export.get(), Subjects.UPLOADS)
                                : topics.recorded(Subjects.UPLOADS, range),
                        WatermarkStrategy.noWatermarks(),
                        Subjects.UPLOADS.name(),
                        RECORD)
                .uid("source-" + Subjects.UPLOADS.name())
                .filter(new OfRange(range, ReplayJob.UPLOADS_READ))
                .name("uploads: of the range")
                .uid("uploads-of-range");
    }

    /** Nothing is decided before it is uploaded, so those of earlier alerts are all among them. */
    DataStream<BrokerRecord> alertsSince(long fromMillis) {
        Optional<String> export = configuration.getOptional(ReplayOptions.EXPORT);
        return env.fromSource(
                        export.isPresent()
                                ? exported(export.get(), Subjects.ALERTS)
                                : topics.recordedSince(Subjects.ALERTS, fromMillis),
                        WatermarkStrategy.noWatermarks(),
                        Subjects.ALERTS.name(),
                        RECORD)
                .uid("source-" + Subjects.ALERTS.name());
    }

    DataStream<BrokerRecord> control(Subject<?> subject) {
        Optional<String> export = configuration.getOptional(ReplayOptions.EXPORT);
        return control(subject, export.isPresent() ? exported(export.get(), subject) : topics.control(subject));
    }

    /** The policies that hold instead of the recorded ones, where there are such. */
    DataStream<BrokerRecord> policies() {
        Optional<String> given = configuration.getOptional(ReplayOptions.POLICIES);
        return given.isPresent()
                ? control(Subjects.POLICIES, file(new Path(given.get()), true))
                : control(Subjects.POLICIES);
    }

    /** A control topic that says nothing. */
    DataStream<BrokerRecord> silent(Subject<?> subject) {
        return env.fromData(
                        RECORD,
                        new BrokerRecord(
                                new Coordinates(subject.name(), 0, 0),
                                0,
                                true,
                                Subjects.HEARTBEAT_KEY.getBytes(StandardCharsets.UTF_8),
                                false,
                                NOTHING))
                .setParallelism(1)
                .name(subject.name())
                .uid("source-" + subject.name());
    }

    private DataStream<BrokerRecord> control(Subject<?> subject, Source<BrokerRecord, ?, ?> source) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), subject.name(), RECORD)
                .setParallelism(1)
                .uid("source-" + subject.name());
    }

    private static FileSource<BrokerRecord> exported(String folder, Subject<?> subject) {
        return file(RecordedFiles.find(new Path(folder), subject.name()), subject.control());
    }

    /** @throws io.rlpips.metric.failure.RlpipsException where what it begins and ends with says that it cannot be read */
    private static FileSource<BrokerRecord> file(Path path, boolean inOrder) {
        RecordedFiles.open(path).close();
        return FileSource.forBulkFileFormat(new RecordedFormat(inOrder), path).build();
    }
}
