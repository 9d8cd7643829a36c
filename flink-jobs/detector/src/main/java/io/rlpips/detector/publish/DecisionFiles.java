package io.rlpips.detector.publish;

import io.rlpips.schemas.Subject;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.avro.AvroWriters;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;

/**
 * Decisions as files instead of records on a topic: below a folder one a subject, each with a part of every task, Avro
 * object containers that are whole when the job has ended.
 */
public final class DecisionFiles {
    private final Path folder;

    /** @param folder URI, of any file system that Flink knows */
    public DecisionFiles(String folder) {
        this.folder = new Path(folder);
    }

    public <R extends SpecificRecordBase> Sink<R> of(Subject<R> subject) {
        return FileSink.forBulkFormat(
                        new Path(folder, subject.name()), AvroWriters.forSpecificRecord(subject.recordClass()))
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .build();
    }
}
