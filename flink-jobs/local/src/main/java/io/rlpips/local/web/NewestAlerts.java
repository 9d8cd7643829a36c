package io.rlpips.local.web;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Review;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest alerts, a bounded number of them, and what people found about them. A repeat counts at its alert instead of
 * taking a place, and of a reference in quarantine only its last match does: a flood must not wash away what people are
 * to look at. Not thread-safe.
 */
final class NewestAlerts {
    private static final Comparator<List<Long>> OLDEST_FIRST = Comparator.<List<Long>>comparingLong(
                    place -> place.get(0))
            .thenComparingLong(place -> place.get(1))
            .thenComparingLong(place -> place.get(2));

    private final int most;
    private final Map<String, Entry> byKey = new HashMap<>();
    private final Map<String, Entry> byAlert = new HashMap<>();
    private final TreeMap<List<Long>, Entry> byPlace = new TreeMap<>(OLDEST_FIRST);
    private long version;
    private long forgotten;

    private static final class Entry {
        private final String key;
        private final List<Long> place;
        private final Alert alert;
        private int repeats;
        private Optional<Review> review = Optional.empty();
        private long version;

        private Entry(String key, List<Long> place, Alert alert) {
            this.key = key;
            this.place = place;
            this.alert = alert;
            this.repeats = alert.getRepeats();
        }
    }

    /** @param most that are held */
    NewestAlerts(int most) {
        this.most = most;
    }

    /** @return counts every change */
    long version() {
        return version;
    }

    /** @return how many there were, those that had to make place for newer ones included */
    long total() {
        return byKey.size() + forgotten;
    }

    void add(Arrival<Alert> arrival) {
        Alert alert = arrival.value();
        Entry repeated = alert.getDisposition() == Disposition.REPEATED ? byAlert.get(alert.getRepeatOf()) : null;
        if (repeated != null) {
            repeated.repeats = Math.max(repeated.repeats, alert.getRepeats());
            repeated.version = ++version;
            return;
        }
        List<Long> place = List.of(
                arrival.brokerTimeMillis(),
                (long) arrival.position().partition(),
                arrival.position().offset());
        put(new Entry(key(alert), place, alert));
        while (byKey.size() > most) {
            remove(byPlace.firstEntry().getValue());
            forgotten++;
        }
    }

    void add(Review review) {
        Entry entry = byAlert.get(review.getAlertId());
        if (entry != null) {
            entry.review = Optional.of(review);
            entry.version = ++version;
        }
    }

    Optional<Alert> find(String alertId) {
        return Optional.ofNullable(byAlert.get(alertId)).map(entry -> entry.alert);
    }

    /** @return broker time of the oldest one held; empty where there is none */
    Optional<Long> oldestMillis() {
        return byPlace.isEmpty()
                ? Optional.empty()
                : Optional.of(byPlace.firstKey().get(0));
    }

    /** @return those that changed after a version, newest first */
    List<ShownAlert> since(long earlier) {
        List<ShownAlert> shown = new ArrayList<>();
        for (Entry entry : byPlace.descendingMap().values()) {
            if (entry.version > earlier) {
                shown.add(ShownAlert.of(entry.key, entry.place, entry.alert, entry.repeats, entry.review));
            }
        }
        return shown;
    }

    private static String key(Alert alert) {
        return alert.getDisposition() == Disposition.QUARANTINED
                ? "quarantine " + alert.getReferenceId()
                : "alert " + alert.getAlertId();
    }

    private void put(Entry entry) {
        Entry before = byKey.get(entry.key);
        if (before != null) {
            remove(before);
            // Told again, as delivery at least once may: what is known of it stays.
            if (before.alert.getAlertId().equals(entry.alert.getAlertId())) {
                entry.review = before.review;
                entry.repeats = Math.max(before.repeats, entry.repeats);
            }
        }
        entry.version = ++version;
        byKey.put(entry.key, entry);
        byAlert.put(entry.alert.getAlertId(), entry);
        byPlace.put(entry.place, entry);
    }

    private void remove(Entry entry) {
        byKey.remove(entry.key);
        byAlert.remove(entry.alert.getAlertId());
        byPlace.remove(entry.place);
    }
}
