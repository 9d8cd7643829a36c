package io.rlpips.detector.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.read.Coordinates;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ReferenceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GuardRulesTest {
    private static final long DELAY_MS = 2_000;
    private static final long MINUTE_MS = 60_000;
    private static final long WINDOW_MS = 10 * MINUTE_MS;
    private static final long START = 1_000 * MINUTE_MS;
    private static final long HORIZON_MS = 500 * MINUTE_MS;

    private final GuardRules rules = new GuardRules(new GuardSettings(0, WINDOW_MS, 3, 0, HORIZON_MS));

    private FloodStanding standing = FloodStanding.CALM;
    private ReviewHistory reviews = ReviewHistory.EMPTY;
    private int matches;
    private long versionMillis;

    @Test
    void withoutALimitEveryMatchIsAnAlert() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(match(START + i, 0).disposition()).isEqualTo(Disposition.RAISED);
        }
        assertThat(standing.window().count()).isEqualTo(1_000);
    }

    @Test
    void theMatchAboveTheLimitBeginsAQuarantineThatLaterMatchesStayIn() {
        flood(5, 5);

        Ruling first = match(START + 10, 5);
        Ruling second = match(START + 11, 5);

        assertThat(first.disposition()).isEqualTo(Disposition.QUARANTINED);
        assertThat(first.alert()).isEmpty();
        assertThat(first.reason()).contains("6 matches within an hour, the limit is 5");
        assertThat(second.disposition()).isEqualTo(Disposition.QUARANTINED);
        assertThat(second.reason()).as("said once").isEmpty();
        assertThat(state()).isEqualTo(ReferenceState.QUARANTINED);
    }

    @Test
    void aHigherLimitThatTheHourIsWithinEndsTheQuarantine() {
        flood(6, 5);

        assertThat(match(START + 20, 6).disposition())
                .as("7 matches are too many for 6 as well")
                .isEqualTo(Disposition.QUARANTINED);
        assertThat(match(START + 21, 8).disposition()).isEqualTo(Disposition.RAISED);
        assertThat(match(START + 22, 8).disposition()).isEqualTo(Disposition.QUARANTINED);
        assertThat(match(START + 23, 0).disposition()).isEqualTo(Disposition.RAISED);
        assertThat(state()).isEqualTo(ReferenceState.ACTIVE);
    }

    @Test
    void aFloodThatGoesOnKeepsItsReferenceInQuarantineAndOneThatDrainedToHalfTheLimitDoesNot() {
        flood(6, 4);
        for (int minute = 1; minute <= 120; minute++) {
            assertThat(match(START + minute * MINUTE_MS, 4).disposition()).isEqualTo(Disposition.QUARANTINED);
        }

        Ruling later = match(START + 180 * MINUTE_MS, 4);

        assertThat(later.disposition()).isEqualTo(Disposition.RAISED);
        assertThat(later.reason()).contains("the flood is over");
    }

    @Test
    void aConfirmedReviewAfterTheFloodBeganEndsTheQuarantineForUploadsThatSeeIt() {
        review("alert-0", true, START + 5);
        flood(6, 5);
        long since = standing.sinceMillis();
        assertThat(match(START + 5_000, 5).disposition())
                .as("confirmed before the flood")
                .isEqualTo(Disposition.QUARANTINED);

        review("alert-1", true, since + 4_000);

        assertThat(state()).isEqualTo(ReferenceState.ACTIVE);
        assertThat(match(since + 4_000 + DELAY_MS - 1, 5).disposition()).isEqualTo(Disposition.QUARANTINED);
        assertThat(match(since + 4_000 + DELAY_MS, 5).disposition()).isEqualTo(Disposition.RAISED);
        assertThat(standing.window().count()).as("the hour begins anew").isEqualTo(1);
    }

    @Test
    void theSameContentRepeatsAnAlertWithinTheWindowAndDoesNotCountAsFlood() {
        RaisedAlert raised = match(START, 1).alert().orElseThrow();
        FloodStanding before = standing;

        Ruling repeated = match(START + WINDOW_MS - 1, 1, Optional.of(raised));
        Ruling anew = match(START + WINDOW_MS, 2, repeated.alert());

        assertThat(repeated.disposition()).isEqualTo(Disposition.REPEATED);
        assertThat(repeated.alert()).contains(new RaisedAlert(raised.alertId(), START, 2));
        assertThat(repeated.standing()).isEqualTo(before);
        assertThat(anew.disposition()).isEqualTo(Disposition.RAISED);
        assertThat(anew.alert()).contains(new RaisedAlert("alert-2", START + WINDOW_MS, 1));
    }

    @Test
    void aReferenceIsDisputedWhenEnoughAlertsAreReviewedAndMostOfThemDismissed() {
        review("a", false, START);
        review("b", false, START + 1);
        assertThat(disputedAt(START + 1)).as("two reviewed, three are needed").isFalse();
        review("c", true, START + 2);
        assertThat(disputedAt(START + 2)).isTrue();
        assertThat(disputedAt(START + 1)).as("as of a moment before").isFalse();
        review("d", true, START + 3);
        assertThat(disputedAt(START + 3)).as("half is not most").isFalse();
        review("d", false, START + 4);
        assertThat(disputedAt(START + 4))
                .as("the newest review of an alert counts")
                .isTrue();
        review("a", true, START + 5);
        assertThat(disputedAt(START + 5)).isFalse();
        assertThat(state()).isEqualTo(ReferenceState.ACTIVE);
    }

    @Test
    void anAlertSaysWhetherItsReferenceWasDisputedAtItsMoment() {
        for (String alert : List.of("a", "b", "c")) {
            review(alert, false, START);
        }

        assertThat(match(START + DELAY_MS - 1, 0).disputed()).isFalse();
        assertThat(match(START + DELAY_MS, 0).disputed()).isTrue();
        assertThat(state()).isEqualTo(ReferenceState.DISPUTED);
    }

    @Test
    void reviewsOlderThanTheHorizonDisputeNothingForTheyMayBeGone() {
        review("a", false, START);
        review("b", false, START + 1);
        review("c", false, START + 1);

        assertThat(match(START + HORIZON_MS + DELAY_MS - 1, 0).disputed()).isTrue();
        assertThat(match(START + HORIZON_MS + DELAY_MS, 0).disputed())
                .as("two are left, three are needed")
                .isFalse();
        assertThat(rules.state(standing, reviews, START + HORIZON_MS - 1, 0)).isEqualTo(ReferenceState.DISPUTED);
        assertThat(rules.state(standing, reviews, START + HORIZON_MS, 0)).isEqualTo(ReferenceState.ACTIVE);
    }

    @Test
    void reviewsOfBeforeAVersionAreAboutAnotherPicture() {
        for (String alert : List.of("a", "b", "c")) {
            review(alert, false, START);
        }
        versionMillis = START - 1;
        assertThat(match(START + DELAY_MS, 0).disputed()).isTrue();
        versionMillis = START;

        assertThat(match(START + DELAY_MS, 0).disputed()).isFalse();
        assertThat(state()).isEqualTo(ReferenceState.ACTIVE);
    }

    /** The least the limit is for. */
    @Property
    void noHourHasMoreAlertsThanTheLimitAllows(
            @ForAll @Size(max = 80) List<@IntRange(max = 20 * 60) Integer> pausesInSeconds,
            @ForAll @IntRange(min = 1, max = 6) int limit) {
        FloodStanding now = FloodStanding.CALM;
        List<Long> raised = new ArrayList<>();
        long time = START;
        for (int i = 0; i < pausesInSeconds.size(); i++) {
            time += pausesInSeconds.get(i) * 1_000L;
            Ruling ruling = rules.rule(
                    now, ReviewHistory.EMPTY, Optional.empty(), new Match("m" + i, time, time - DELAY_MS, 0, limit));
            now = ruling.standing();
            if (ruling.disposition() == Disposition.RAISED) {
                raised.add(time);
            }
        }
        for (long end : raised) {
            long minute = end / MINUTE_MS;
            assertThat(raised.stream().filter(other -> other <= end && other / MINUTE_MS > minute - 60))
                    .hasSizeLessThanOrEqualTo(limit);
        }
    }

    private void flood(int count, int limit) {
        for (int i = 0; i < count; i++) {
            match(START + i, limit);
        }
    }

    private Ruling match(long time, int limit) {
        return match(time, limit, Optional.empty());
    }

    private Ruling match(long time, int limit, Optional<RaisedAlert> earlier) {
        Match match = new Match("alert-" + matches++, time, time - DELAY_MS, versionMillis, limit);
        Ruling ruling = rules.rule(standing, reviews, earlier, match);
        standing = ruling.standing();
        return ruling;
    }

    private void review(String alertId, boolean confirmed, long time) {
        int number = reviews.reviews().size();
        reviews = reviews.with(
                new ReviewChange(alertId, "reference", confirmed, new Coordinates("reviews", 0, number), time));
    }

    private boolean disputedAt(long moment) {
        return reviews.disputedWithin(0, moment, 3);
    }

    private ReferenceState state() {
        return rules.state(standing, reviews, START, versionMillis);
    }
}
