package io.rlpips.detector.guard;

import io.rlpips.schemas.Alert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;

/** What the guard keeps of the current reference. */
final class GuardState {
    /** The order that matches are decided in: that of their uploads, or rechecks, on the broker. */
    private static final Comparator<Alert> ORDER = Comparator.comparingLong(MatchTime::of)
            .thenComparing(match -> match.getUpload().getPartition())
            .thenComparing(match -> match.getUpload().getOffset());

    private final ListState<Alert> matches;
    private final ListState<ReviewChange> waitingReviews;
    private final ValueState<ReviewHistory> reviews;
    private final ValueState<FloodStanding> standing;
    private final ValueState<FloodStanding> retroactiveStanding;
    private final ValueState<GuardedReference> reference;
    private final MapState<String, RaisedAlert> raised;
    private final ValueState<Presence> presence;
    private final MapState<String, Long> matched;

    GuardState(KeyedStateStore store) {
        matches = store.getListState(new ListStateDescriptor<>("matches", new AvroTypeInfo<>(Alert.class)));
        waitingReviews = store.getListState(
                new ListStateDescriptor<>("waiting-reviews", TypeInformation.of(ReviewChange.class)));
        reviews = store.getState(new ValueStateDescriptor<>("reviews", TypeInformation.of(ReviewHistory.class)));
        standing = store.getState(new ValueStateDescriptor<>("standing", TypeInformation.of(FloodStanding.class)));
        retroactiveStanding = store.getState(
                new ValueStateDescriptor<>("retroactive-standing", TypeInformation.of(FloodStanding.class)));
        reference = store.getState(new ValueStateDescriptor<>("reference", TypeInformation.of(GuardedReference.class)));
        raised = store.getMapState(
                new MapStateDescriptor<>("raised", Types.STRING, TypeInformation.of(RaisedAlert.class)));
        presence = store.getState(new ValueStateDescriptor<>("presence", TypeInformation.of(Presence.class)));
        matched = store.getMapState(new MapStateDescriptor<>("matched-uploads", Types.STRING, Types.LONG));
    }

    void hold(Alert match) throws Exception {
        matches.add(match);
    }

    /** @return the matches of uploads or rechecks up to a broker time, which are held no longer, in the order to decide them in */
    List<Alert> takeMatches(long untilMillis) throws Exception {
        List<Alert> due = new ArrayList<>();
        List<Alert> later = new ArrayList<>();
        for (Alert match : matches.get()) {
            (MatchTime.of(match) <= untilMillis ? due : later).add(match);
        }
        matches.update(later);
        due.sort(ORDER);
        return due;
    }

    void hold(ReviewChange review) throws Exception {
        waitingReviews.add(review);
    }

    /** @return the reviews up to a broker time, which wait no longer, in their order */
    List<ReviewChange> takeReviews(long untilMillis) throws Exception {
        List<ReviewChange> due = new ArrayList<>();
        List<ReviewChange> later = new ArrayList<>();
        for (ReviewChange review : waitingReviews.get()) {
            (review.brokerTimeMillis() <= untilMillis ? due : later).add(review);
        }
        waitingReviews.update(later);
        due.sort(ReviewChange.ORDER);
        return due;
    }

    ReviewHistory reviews() throws Exception {
        return Optional.ofNullable(reviews.value()).orElse(ReviewHistory.EMPTY);
    }

    void keep(ReviewHistory history) throws Exception {
        reviews.update(history);
    }

    FloodStanding standing() throws Exception {
        return Optional.ofNullable(standing.value()).orElse(FloodStanding.CALM);
    }

    void keep(FloodStanding now) throws Exception {
        standing.update(now);
    }

    /** @return as {@link #standing}, of retroactive matches by themselves */
    FloodStanding retroactiveStanding() throws Exception {
        return Optional.ofNullable(retroactiveStanding.value()).orElse(FloodStanding.CALM);
    }

    void keepRetroactive(FloodStanding now) throws Exception {
        retroactiveStanding.update(now);
    }

    /** @return empty before its first match */
    Optional<GuardedReference> reference() throws Exception {
        return Optional.ofNullable(reference.value());
    }

    void keep(GuardedReference known) throws Exception {
        reference.update(known);
    }

    Optional<RaisedAlert> raised(String content) throws Exception {
        return Optional.ofNullable(raised.get(content));
    }

    void keep(String content, RaisedAlert alert) throws Exception {
        raised.put(content, alert);
    }

    void forget(String content) throws Exception {
        raised.remove(content);
    }

    Presence presence() throws Exception {
        return Optional.ofNullable(presence.value()).orElse(Presence.UNKNOWN);
    }

    void keep(Presence known) throws Exception {
        if (known.over()) {
            presence.clear();
        } else {
            presence.update(known);
        }
    }

    /** @return by content, what {@link #raised(String)} gives */
    Map<String, RaisedAlert> raised() throws Exception {
        Map<String, RaisedAlert> all = new HashMap<>();
        raised.entries().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    /** All that came of matches. */
    void forgetMatches() {
        standing.clear();
        retroactiveStanding.clear();
        reference.clear();
        raised.clear();
        matched.clear();
    }

    void forgetReviewsUntil(long millis) throws Exception {
        ReviewHistory all = reviews();
        ReviewHistory left = all.withoutThoseUntil(millis);
        if (left.equals(all)) {
            return;
        }
        if (left.reviews().isEmpty()) {
            reviews.clear();
        } else {
            reviews.update(left);
        }
    }

    /** @return whether an upload has matched, as far as is remembered */
    boolean hasMatched(String upload) throws Exception {
        return matched.contains(upload);
    }

    void keepMatched(String upload, long untilMillis) throws Exception {
        matched.put(upload, untilMillis);
    }

    /** @return the uploads that have matched, and until when each is remembered */
    Map<String, Long> matched() throws Exception {
        Map<String, Long> all = new HashMap<>();
        matched.entries().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    void forgetMatched(String upload) throws Exception {
        matched.remove(upload);
    }
}
