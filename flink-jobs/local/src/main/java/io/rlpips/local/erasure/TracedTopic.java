package io.rlpips.local.erasure;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** A topic whose records may tell of references. */
final class TracedTopic<R extends SpecificRecord> {
    private static final Function<String, String> NO_REFERENCE = key -> "";

    private final SingleObject<R> wire;
    private final Told told;
    private final Function<String, String> keys;
    private final Function<R, Collection<String>> names;

    /**
     * @param told how much a record tells of the references it names, where it has a value
     * @param keys the reference that a key names; empty text where keys name none
     * @param names the references that a value names
     */
    private TracedTopic(
            Subject<R> subject, Told told, Function<String, String> keys, Function<R, Collection<String>> names) {
        this.wire = SingleObject.of(subject);
        this.told = told;
        this.keys = keys;
        this.names = names;
    }

    /** @return every topic on which the detector, its users or its command line write of references */
    static List<TracedTopic<?>> all() {
        return List.of(
                new TracedTopic<>(
                        Subjects.REFERENCES,
                        Told.PICTURE,
                        Function.identity(),
                        reference -> List.of(reference.getReferenceId())),
                new TracedTopic<>(
                        Subjects.FINGERPRINTS,
                        Told.PICTURE,
                        TracedTopic::fingerprinted,
                        fingerprints -> List.of(fingerprints.getReferenceId())),
                new TracedTopic<>(
                        Subjects.REFERENCE_STATUS,
                        Told.NAME,
                        Function.identity(),
                        status -> List.of(status.getReferenceId())),
                new TracedTopic<>(Subjects.REJECTS, Told.PICTURE, NO_REFERENCE, TracedTopic::rejected),
                new TracedTopic<>(Subjects.VERDICTS, Told.NAME, NO_REFERENCE, TracedTopic::judged),
                new TracedTopic<>(Subjects.ALERTS, Told.NAME, NO_REFERENCE, alert -> List.of(alert.getReferenceId())),
                new TracedTopic<>(
                        Subjects.REVIEWS, Told.NAME, NO_REFERENCE, review -> List.of(review.getReferenceId())),
                new TracedTopic<>(
                        Subjects.RECHECKS, Told.NAME, NO_REFERENCE, recheck -> List.of(recheck.getReferenceId())));
    }

    Subject<R> subject() {
        return wire.subject();
    }

    /**
     * @param wanted ids of references
     * @return how much a record of this topic tells of them; of one that cannot be read the worst is assumed where its
     *     key or bytes name them
     */
    Told tells(BrokerRecord record, Set<String> wanted) {
        boolean byKey = wanted.contains(keys.apply(record.keyText()));
        if (record.tombstone() || record.heartbeat()) {
            return byKey ? Told.NAME : Told.NOTHING;
        }
        return byKey || named(record, wanted) ? told : Told.NOTHING;
    }

    private boolean named(BrokerRecord record, Set<String> wanted) {
        try {
            return names.apply(wire.decode(record.value())).stream().anyMatch(wanted::contains);
        } catch (MalformedRecordException unreadable) {
            String bytes = new String(record.value(), StandardCharsets.ISO_8859_1);
            return wanted.stream()
                    .anyMatch(id -> bytes.contains(
                            new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
        }
    }

    private static String fingerprinted(String key) {
        try {
            return FingerprintKey.parse(key).referenceId();
        } catch (MalformedRecordException foreign) {
            return "";
        }
    }

    /** A rejected record is kept as it was: one of a reference, or of its fingerprints, with the picture. */
    private static Collection<String> rejected(Reject reject) {
        String key = reject.getOriginalKey() == null
                ? ""
                : StandardCharsets.UTF_8
                        .decode(reject.getOriginalKey().duplicate())
                        .toString();
        String topic = reject.getRecord().getTopic();
        if (topic.endsWith(Subjects.REFERENCES.name())) {
            return Stream.of(reject.getRecordId(), key).filter(Objects::nonNull).toList();
        }
        return topic.endsWith(Subjects.FINGERPRINTS.name()) ? List.of(fingerprinted(key)) : List.of();
    }

    private static Collection<String> judged(Verdict verdict) {
        Stream<SilencedMatch> silenced =
                Stream.concat(Stream.ofNullable(verdict.getExcludingMatch()), verdict.getExcludedMatches().stream());
        return Stream.concat(
                        Stream.ofNullable(verdict.getBestReferenceId()), silenced.map(SilencedMatch::getReferenceId))
                .toList();
    }
}
