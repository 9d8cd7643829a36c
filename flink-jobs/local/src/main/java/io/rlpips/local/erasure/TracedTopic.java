package io.rlpips.local.erasure;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** A topic whose records may tell of references. */
final class TracedTopic<R extends SpecificRecord> {
    private static final Function<String, String> NO_REFERENCE = key -> "";

    private static final List<TracedTopic<?>> WITHOUT_REJECTS = List.of(
            of(
                    Subjects.REFERENCES,
                    Told.PICTURE,
                    Function.identity(),
                    reference -> List.of(reference.getReferenceId())),
            of(
                    Subjects.FINGERPRINTS,
                    Told.PICTURE,
                    TracedTopic::fingerprinted,
                    fingerprints -> List.of(fingerprints.getReferenceId())),
            of(Subjects.REFERENCE_STATUS, Told.NAME, Function.identity(), status -> List.of(status.getReferenceId())),
            of(Subjects.VERDICTS, Told.NAME, NO_REFERENCE, TracedTopic::judged),
            of(Subjects.ALERTS, Told.NAME, NO_REFERENCE, alert -> List.of(alert.getReferenceId())),
            of(Subjects.REVIEWS, Told.NAME, NO_REFERENCE, review -> List.of(review.getReferenceId())),
            of(Subjects.RECHECKS, Told.NAME, TracedTopic::rechecked, recheck -> List.of(recheck.getReferenceId())));

    private final SingleObject<R> wire;
    private final Told most;
    private final Function<String, String> keys;
    private final BiFunction<R, Set<String>, Told> values;

    /**
     * @param most how much a record tells at most, where it has a value
     * @param keys the reference that a key names; empty text where keys name none
     * @param values how much a value tells of the references that are wanted
     */
    private TracedTopic(
            Subject<R> subject, Told most, Function<String, String> keys, BiFunction<R, Set<String>, Told> values) {
        this.wire = SingleObject.of(subject);
        this.most = most;
        this.keys = keys;
        this.values = values;
    }

    /** @param names the references that a value names, and tells {@code told} of */
    private static <R extends SpecificRecord> TracedTopic<R> of(
            Subject<R> subject, Told told, Function<String, String> keys, Function<R, Collection<String>> names) {
        return new TracedTopic<>(
                subject,
                told,
                keys,
                (value, wanted) -> names.apply(value).stream().anyMatch(wanted::contains) ? told : Told.NOTHING);
    }

    /** @return every topic on which the detector, its users or its command line write of references */
    static List<TracedTopic<?>> all() {
        List<TracedTopic<?>> topics = new ArrayList<>(WITHOUT_REJECTS);
        topics.add(new TracedTopic<>(Subjects.REJECTS, Told.PICTURE, NO_REFERENCE, TracedTopic::rejected));
        return topics;
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
        return byKey ? most : toldByValue(record, wanted);
    }

    private Told toldByValue(BrokerRecord record, Set<String> wanted) {
        try {
            return values.apply(wire.decode(record.value()), wanted);
        } catch (MalformedRecordException unreadable) {
            String bytes = new String(record.value(), StandardCharsets.ISO_8859_1);
            return wanted.stream()
                            .anyMatch(id -> bytes.contains(
                                    new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)))
                    ? most
                    : Told.NOTHING;
        }
    }

    private static String fingerprinted(String key) {
        try {
            return FingerprintKey.parse(key).referenceId();
        } catch (MalformedRecordException foreign) {
            return "";
        }
    }

    /** Behind the upload's place, whose text has no separator: no topic's name has one. */
    private static String rechecked(String key) {
        return key.substring(key.indexOf('|') + 1);
    }

    /**
     * A rejected record is kept as it was, perhaps cut: it tells what it told on its own topic, and the message may quote a
     * name. Of an upload neither its id nor its bytes speak of a reference, whatever they look like.
     */
    private static Told rejected(Reject reject, Set<String> wanted) {
        String topic = reject.getRecord().getTopic();
        if (topic.endsWith(Subjects.UPLOADS.name())) {
            return Told.NOTHING;
        }
        boolean reference = topic.endsWith(Subjects.REFERENCES.name());
        if (reference && reject.getRecordId() != null && wanted.contains(reject.getRecordId())) {
            return Told.PICTURE;
        }
        Told original = WITHOUT_REJECTS.stream()
                .filter(traced -> topic.endsWith(traced.subject().name()))
                .map(traced -> traced.tells(original(reject), wanted))
                .findFirst()
                .orElse(Told.NOTHING);
        return original == Told.NOTHING && wanted.stream().anyMatch(id -> quotes(reject.getMessage(), id))
                ? Told.NAME
                : original;
    }

    private static BrokerRecord original(Reject reject) {
        return new BrokerRecord(
                Coordinates.of(reject.getRecord()),
                reject.getBrokerTimeMillis(),
                reject.getOriginalKey() != null,
                bytes(reject.getOriginalKey()),
                reject.getOriginalValue() == null,
                bytes(reject.getOriginalValue()));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer == null ? 0 : buffer.remaining()];
        if (buffer != null) {
            buffer.duplicate().get(bytes);
        }
        return bytes;
    }

    /** As a word of its own: short names are part of many words. */
    private static boolean quotes(String message, String id) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(id) + "(?![\\p{L}\\p{N}])")
                .matcher(message)
                .find();
    }

    private static Collection<String> judged(Verdict verdict) {
        Stream<SilencedMatch> silenced =
                Stream.concat(Stream.ofNullable(verdict.getExcludingMatch()), verdict.getExcludedMatches().stream());
        return Stream.concat(
                        Stream.ofNullable(verdict.getBestReferenceId()), silenced.map(SilencedMatch::getReferenceId))
                .toList();
    }
}
