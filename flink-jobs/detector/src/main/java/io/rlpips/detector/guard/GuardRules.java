package io.rlpips.detector.guard;

import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ReferenceState;
import java.util.Optional;

/**
 * What becomes of the matches of one reference, taken in the order of their uploads. A function of what it is given: no
 * clock and no state of its own.
 *
 * <p>A repeat is looked for first, and does not count towards a flood: one picture that is sent a thousand times is one
 * alert and no flood. Matches in quarantine do count, so a flood that goes on keeps its reference there.
 */
final class GuardRules {
    private static final String CONFIRMED = "an alert was confirmed after the flood began";
    private static final String STILL = "the version before it was in quarantine, which goes on";

    private final GuardSettings settings;

    GuardRules(GuardSettings settings) {
        this.settings = settings;
    }

    /** @return the limit that applies, of the policy or configured; 0 for none */
    int floodLimit(Optional<Integer> ofPolicy) {
        return ofPolicy.orElse(settings.floodLimitPerHour());
    }

    boolean looksForRepeats() {
        return settings.repeatWindowMs() > 0;
    }

    /** @return the last broker time at which the same content repeats an alert */
    long repeatsUntilMillis(RaisedAlert alert) {
        return alert.brokerTimeMillis() + settings.repeatWindowMs() - 1;
    }

    /**
     * @param causeMillis broker time of the match or review that gives reason to ask
     * @param versionMillis broker time of the reference's version
     * @return what the reference's owner is to know, by all matches and reviews so far
     */
    ReferenceState state(FloodStanding standing, ReviewHistory reviews, long causeMillis, long versionMillis) {
        if (standing.quarantined() && !confirmed(standing, reviews, Long.MAX_VALUE)) {
            return ReferenceState.QUARANTINED;
        }
        long after = reviewsAfter(causeMillis, versionMillis);
        return reviews.disputedWithin(after, Long.MAX_VALUE, settings.disputeReviews())
                ? ReferenceState.DISPUTED
                : ReferenceState.ACTIVE;
    }

    /**
     * @param ofMatch why the match that brought the change did so; empty where a review did
     * @return why a reference went from one state to another, in one line
     */
    String reason(ReferenceState before, ReferenceState now, String ofMatch) {
        boolean released = before == ReferenceState.QUARANTINED;
        String first = ofMatch.isEmpty() && released ? CONFIRMED : ofMatch;
        if (now == ReferenceState.QUARANTINED && first.isEmpty()) {
            return STILL;
        }
        if (now == ReferenceState.DISPUTED) {
            return (first.isEmpty() ? "" : first + "; ") + "most of its reviewed alerts were dismissed";
        }
        return first.isEmpty() ? "its reviewed alerts are not mostly dismissed any more" : first;
    }

    /** @param earlier the last alert that the same content of the same tenant raised */
    Ruling rule(FloodStanding before, ReviewHistory reviews, Optional<RaisedAlert> earlier, Match match) {
        boolean disputed = disputed(reviews, match);
        Optional<RaisedAlert> repeated =
                earlier.filter(alert -> looksForRepeats() && match.brokerTimeMillis() <= repeatsUntilMillis(alert));
        if (repeated.isPresent()) {
            return new Ruling(Disposition.REPEATED, before, repeated.map(RaisedAlert::again), disputed, "");
        }
        if (before.quarantined() && confirmed(before, reviews, match.momentMillis())) {
            return raised(
                    FloodStanding.calm(FloodWindow.EMPTY.with(match.brokerTimeMillis())), match, disputed, CONFIRMED);
        }
        FloodWindow window = before.window().with(match.brokerTimeMillis());
        return before.quarantined() ? inQuarantine(before, window, match, disputed) : atLarge(window, match, disputed);
    }

    /**
     * What a match of before a replay has left behind: what was decided about it is taken as it was, whatever the settings
     * are now and however many matches before it are known.
     *
     * @param earlier as for {@link #rule}
     */
    Ruling recorded(FloodStanding before, Optional<RaisedAlert> earlier, Match match, RecordedRuling then) {
        if (then.disposition() == Disposition.REPEATED) {
            // An alert from before all that is known is too old to be repeated once more.
            Optional<RaisedAlert> repeated = earlier.filter(
                            alert -> alert.alertId().equals(then.repeatOf()))
                    .map(alert -> alert.standingFor(then.repeats()));
            return new Ruling(Disposition.REPEATED, before, repeated, false, "");
        }
        FloodWindow counted = before.window().with(match.brokerTimeMillis());
        boolean begunAnew = then.matchesWithinHour() > 0 && then.matchesWithinHour() < counted.count();
        FloodWindow window = begunAnew ? FloodWindow.EMPTY.with(match.brokerTimeMillis()) : counted;
        if (then.disposition() != Disposition.QUARANTINED) {
            return raised(FloodStanding.calm(window), match, false, "");
        }
        long since = before.quarantined() ? before.sinceMillis() : quarantinedSince(before, match);
        return quarantined(new FloodStanding(window, true, since, match.floodLimitPerHour()), false, "");
    }

    /**
     * No quarantine begins with the first match of an hour: such a one began before all that is known. As it stood, no
     * review that the match has seen has ended it.
     */
    private static long quarantinedSince(FloodStanding before, Match match) {
        return before.window().count() > 0 ? match.brokerTimeMillis() : match.momentMillis();
    }

    /** A match that somebody asked for: told what is known of the reference, which stays as it was. */
    Ruling lookup(FloodStanding standing, ReviewHistory reviews, Match match) {
        return new Ruling(Disposition.LOOKUP, standing, Optional.empty(), disputed(reviews, match), "");
    }

    private boolean disputed(ReviewHistory reviews, Match match) {
        return reviews.disputedWithin(
                reviewsAfter(match.momentMillis(), match.referenceBrokerTimeMillis()),
                match.momentMillis(),
                settings.disputeReviews());
    }

    /**
     * Reviews that are older than the horizon may be gone from their topic: who reads it anew, a replay or a job without
     * a savepoint, has to find the same. Those of before the version are about another picture.
     */
    private long reviewsAfter(long momentMillis, long versionMillis) {
        return Math.max(momentMillis - settings.horizonMs(), versionMillis);
    }

    /** @return whether a review ends the quarantine for uploads of a moment */
    private static boolean confirmed(FloodStanding quarantine, ReviewHistory reviews, long momentMillis) {
        return reviews.confirmedWithin(quarantine.sinceMillis(), momentMillis);
    }

    private static Ruling atLarge(FloodWindow window, Match match, boolean disputed) {
        int limit = match.floodLimitPerHour();
        if (limit == 0 || window.count() <= limit) {
            return raised(FloodStanding.calm(window), match, disputed, "");
        }
        return quarantined(
                new FloodStanding(window, true, match.brokerTimeMillis(), limit),
                disputed,
                "%d matches within an hour, the limit is %d: they are recorded and raise no alerts"
                        .formatted(window.count(), limit));
    }

    /** Drained means down to half the limit: at the limit itself a reference would come and go with every match. */
    private static Ruling inQuarantine(FloodStanding before, FloodWindow window, Match match, boolean disputed) {
        int limit = match.floodLimitPerHour();
        int count = window.count();
        FloodStanding calm = FloodStanding.calm(window);
        if (limit == 0) {
            return raised(calm, match, disputed, "there is no flood limit any more");
        }
        if (limit > before.limitPerHour() && count <= limit) {
            return raised(calm, match, disputed, "the flood limit was raised to " + limit);
        }
        if (count <= Math.max(1, limit / 2)) {
            return raised(calm, match, disputed, "the flood is over: %d matches within an hour".formatted(count));
        }
        return quarantined(new FloodStanding(window, true, before.sinceMillis(), limit), disputed, "");
    }

    private static Ruling raised(FloodStanding standing, Match match, boolean disputed, String reason) {
        RaisedAlert alert = new RaisedAlert(match.alertId(), match.brokerTimeMillis(), 1);
        return new Ruling(Disposition.RAISED, standing, Optional.of(alert), disputed, reason);
    }

    private static Ruling quarantined(FloodStanding standing, boolean disputed, String reason) {
        return new Ruling(Disposition.QUARANTINED, standing, Optional.empty(), disputed, reason);
    }
}
