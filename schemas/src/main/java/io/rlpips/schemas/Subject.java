package io.rlpips.schemas;

import java.io.Serializable;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/**
 * One kind of record and the topic it lives on.
 *
 * @param name topic name without the deployment's prefix, and the folder its schemas are in
 * @param recordClass generated class of the newest version
 * @param versions how many versions have been published; they are numbered from 1
 * @param cleanup what happens to old records
 * @param control whether the topic drives the visibility clock and carries heartbeats (see
 *     {@link Subjects#HEARTBEAT_KEY})
 * @param key what the record's key is, for people
 */
public record Subject<R extends SpecificRecord>(
        String name, Class<R> recordClass, int versions, Cleanup cleanup, boolean control, String key)
        implements Serializable {
    public Subject {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(recordClass, "recordClass");
        Objects.requireNonNull(cleanup, "cleanup");
        Objects.requireNonNull(key, "key");
        if (versions < 1) {
            throw new IllegalArgumentException(
                    "subject %s needs at least one version, got %d".formatted(name, versions));
        }
    }

    /** The topic's name on a broker where every topic of this deployment starts with {@code prefix}. */
    public String topic(String prefix) {
        return prefix + name;
    }

    /** Class path location of a published version's schema. */
    String resource(int version) {
        return "/io/rlpips/schemas/avro/%s/v%d/%s.avsc".formatted(name, version, recordClass.getSimpleName());
    }
}
