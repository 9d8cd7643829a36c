package io.rlpips.detector.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.read.Coordinates;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.WallClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardOperatorTest {
    private static final long DELAY_MS = 2_000;
    private static final long START = 60_000_000;
    private static final long HORIZON_MS = 100_000;
    private static final GuardSettings SETTINGS = new GuardSettings(3, 600_000, 2, 0, HORIZON_MS);

    private KeyedTwoInputStreamOperatorTestHarness<String, Alert, GuardNews, Alert> guard;

    @BeforeEach
    void open() throws Exception {
        guard = harness();
        guard.open();
    }

    @AfterEach
    void close() throws Exception {
        guard.close();
    }

    @Test
    void aMatchWaitsUntilUploadsAndReviewsHavePassedItsUpload() throws Exception {
        match(1, START);
        guard.processWatermark1(new Watermark(START));
        assertThat(decided()).isEmpty();
        guard.processWatermark2(new Watermark(START - 1));
        assertThat(decided()).isEmpty();

        guard.processWatermark2(new Watermark(START));

        assertThat(decided()).containsExactly("m1 RAISED 1");
    }

    @Test
    void whenUploadsAreIdleWhatIsHeldIsDecidedInOrderOnceTheReviewsAreThere() throws Exception {
        match(2, START + 2);
        match(1, START + 1);
        guard.processWatermark1(new Watermark(START));
        guard.processWatermark2(new Watermark(START));
        guard.processWatermarkStatus1(WatermarkStatus.IDLE);
        assertThat(decided()).isEmpty();

        guard.processWatermark2(new Watermark(START + 10));

        assertThat(decided()).containsExactly("m1 RAISED 1", "m2 RAISED 1");
    }

    @Test
    void uploadsThatWereIdleForAMomentOnlyAreStillPutInOrder() throws Exception {
        guard.processWatermark2(new Watermark(START + 1_000_000));
        match(1, START);
        guard.processWatermarkStatus1(WatermarkStatus.IDLE);
        guard.processWatermarkStatus1(WatermarkStatus.ACTIVE);
        match(3, START + 3);
        match(2, START + 2);
        guard.processWatermark1(new Watermark(START + 3));

        assertThat(decided()).containsExactly("m1 RAISED 1", "m2 RAISED 1", "m3 RAISED 1");
    }

    @Test
    void aMatchThatComesAfterLaterOnesIsDecidedAtOnce() throws Exception {
        pass(START + 10);
        match(1, START + 5);

        assertThat(decided()).containsExactly("m1 RAISED 1");
    }

    @Test
    void theSameContentOfTheSameTenantIsOneAlertWithACount() throws Exception {
        match(alert(1, START).setUploadSha256("same").setTenant("a"));
        match(alert(2, START + 1).setUploadSha256("same").setTenant("b"));
        match(alert(3, START + 2).setUploadSha256("same").setTenant("a"));
        match(alert(4, START + 3).setUploadSha256("same").setTenant("a"));
        match(alert(5, START + 600_000).setUploadSha256("same").setTenant("a"));
        pass(START + 1_000_000);

        assertThat(decided())
                .containsExactly(
                        "m1 RAISED 1", "m2 RAISED 1", "m3 REPEATED 2 of m1", "m4 REPEATED 3 of m1", "m5 RAISED 1");
    }

    @Test
    void whatRepeatsNothingAnyMoreIsForgotten() throws Exception {
        match(1, START);
        pass(START + 10);
        assertThat(guard.numEventTimeTimers()).isEqualTo(1);
        pass(START + 600_000);

        assertThat(guard.numEventTimeTimers()).isZero();
    }

    @Test
    void aFloodIsToldOfOnceAndItsMatchesAreRecorded() throws Exception {
        for (int i = 1; i <= 6; i++) {
            match(i, START + i);
        }
        pass(START + 10);

        assertThat(decided())
                .containsExactly(
                        "m1 RAISED 1",
                        "m2 RAISED 1",
                        "m3 RAISED 1",
                        "m4 QUARANTINED 1",
                        "m5 QUARANTINED 1",
                        "m6 QUARANTINED 1");
        assertThat(alerts()).extracting(Alert::getMatchesWithinHour).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(statuses()).hasSize(1);
        assertThat(statuses().get(0).getState()).isEqualTo(ReferenceState.QUARANTINED);
        assertThat(statuses().get(0).getReference()).isEqualTo(new BrokerPosition("references", 0, 7L));
    }

    @Test
    void aLookupIsAnsweredAndCountsForNothing() throws Exception {
        match(lookup(1, START).setUploadSha256("same"));
        match(alert(2, START + 1).setUploadSha256("same"));
        match(lookup(3, START + 2).setUploadSha256("same"));
        match(4, START + 3);
        match(5, START + 4);
        match(lookup(6, START + 5));
        match(alert(7, START + 6).setUploadSha256("same"));
        pass(START + 10);

        assertThat(decided())
                .as("no repeat of anything, nothing repeats it, and three matches are no flood")
                .containsExactly(
                        "m1 LOOKUP 1",
                        "m2 RAISED 1",
                        "m3 LOOKUP 1",
                        "m4 RAISED 1",
                        "m5 RAISED 1",
                        "m6 LOOKUP 1",
                        "m7 REPEATED 2 of m2");
        assertThat(alerts()).extracting(Alert::getMatchesWithinHour).containsExactly(0, 1, 1, 2, 3, 3, 3);
        assertThat(statuses()).isEmpty();
    }

    @Test
    void aLookupSaysThatItsReferenceIsDisputedAndInAQuarantineIsStillAnswered() throws Exception {
        for (int i = 1; i <= 4; i++) {
            match(i, START + i);
        }
        pass(START + 10);
        review(1, false, START + 100);
        review(2, false, START + 101);
        pass(START + 101);
        match(lookup(5, START + 101 + DELAY_MS));
        pass(START + 3_000);

        assertThat(decided()).endsWith("m4 QUARANTINED 1", "m5 LOOKUP 1");
        assertThat(alerts().get(4).getDisputed()).isTrue();
        assertThat(statuses()).extracting(ReferenceStatus::getState).containsExactly(ReferenceState.QUARANTINED);
    }

    @Test
    void aRetroactiveMatchCountsWhenItsUploadWasReadAgain() throws Exception {
        remembering(60_000);
        pass(START + 10);
        match(retroactive(1, START - 500_000, START + 13));
        match(retroactive(2, START + 1, START + 12));
        match(3, START + 11);
        pass(START + 11);
        assertThat(decided()).containsExactly("m3 RAISED 1");

        pass(START + 20);

        assertThat(decided())
                .as("in the order of the rechecks")
                .containsExactly("m3 RAISED 1", "m2 RAISED 1", "m1 RAISED 1");
        assertThat(alerts().get(2).getUploadBrokerTimeMillis()).isEqualTo(START - 500_000);
        assertThat(alerts().get(2).getRetroactive()).isTrue();
    }

    @Test
    void retroactiveMatchesAreFloodsAndRepeatsAmongThemselvesAndChangeNothingForOthers() throws Exception {
        match(alert(1, START).setUploadSha256("live"));
        for (int i = 2; i <= 5; i++) {
            match(retroactive(i, START - i, START + i));
        }
        match(retroactive(6, START - 6, START + 6).setUploadSha256("live"));
        match(retroactive(7, START - 7, START + 7).setUploadSha256("content-of-2"));
        match(alert(8, START + 8).setUploadSha256("content-of-2"));
        match(9, START + 9);
        match(10, START + 10);
        pass(START + 20);

        assertThat(decided())
                .containsExactly(
                        "m1 RAISED 1",
                        "m2 RAISED 1",
                        "m3 RAISED 1",
                        "m4 RAISED 1",
                        "m5 QUARANTINED 1",
                        "m6 REPEATED 2 of m1",
                        "m7 REPEATED 2 of m2",
                        "m8 RAISED 1",
                        "m9 RAISED 1",
                        "m10 QUARANTINED 1");
        assertThat(statuses())
                .as("of the flood of uploads alone")
                .extracting(ReferenceStatus::getReason)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("4 matches within an hour");
    }

    @Test
    void anUploadThatHasMatchedTheReferenceIsNoNewMatchForItsLaterVersions() throws Exception {
        remembering(60_000);
        match(1, START);
        match(retroactive(1, START, START + 5_000));
        match(retroactive(2, START - 5_000, START + 5_000));
        match(retroactive(2, START - 5_000, START + 6_000).setModelId("another").setAlertId("m2 of another model"));
        pass(START + 10_000);
        OperatorSubtaskState state = guard.snapshot(1, 1);
        List<String> before = decided();
        guard.close();
        guard = harness(new GuardSettings(3, 600_000, 2, 60_000, HORIZON_MS));
        guard.initializeState(state);
        guard.open();
        match(retroactive(1, START, START + 12_000));
        pass(START + 20_000);

        assertThat(before).containsExactly("m1 RAISED 1", "m2 RAISED 1");
        assertThat(decided()).isEmpty();
        pass(START + 700_000);
        assertThat(guard.numEventTimeTimers())
                .as("what is remembered no longer")
                .isZero();
    }

    private void remembering(long matchMemoryMs) throws Exception {
        guard.close();
        guard = harness(new GuardSettings(3, 600_000, 2, matchMemoryMs, HORIZON_MS));
        guard.open();
    }

    private static Alert.Builder retroactive(int number, long uploaded, long readAgain) {
        return alert(number, uploaded)
                .setRetroactive(true)
                .setRecheckBrokerTimeMillis(readAgain)
                .setVisibilityTimeMillis(readAgain - DELAY_MS);
    }

    @Test
    void aReviewIsToldOfAtOnceAndCountsForUploadsThatSeeItOnly() throws Exception {
        for (int i = 1; i <= 4; i++) {
            match(i, START + i);
        }
        pass(START + 10);
        review(1, true, START + 5_000);
        pass(START + 5_000);
        match(5, START + 5_000 + DELAY_MS - 1);
        match(6, START + 5_000 + DELAY_MS);
        pass(START + 20_000);

        assertThat(statuses())
                .extracting(ReferenceStatus::getState)
                .containsExactly(ReferenceState.QUARANTINED, ReferenceState.ACTIVE);
        assertThat(statuses().get(1).getReason()).contains("confirmed");
        assertThat(decided().subList(4, 6)).containsExactly("m5 QUARANTINED 1", "m6 RAISED 1");
    }

    @Test
    void aDisputeIsToldOfOnceSaidByLaterAlertsAndOver() throws Exception {
        match(1, START);
        pass(START);
        review(1, false, START + 100);
        review(2, false, START + 101);
        pass(START + 101);
        match(2, START + 100 + DELAY_MS);
        match(3, START + 101 + DELAY_MS);
        pass(START + 3_000);
        review(2, true, START + 3_001);
        pass(START + 3_001);

        assertThat(alerts()).extracting(Alert::getDisputed).containsExactly(false, false, true);
        assertThat(statuses())
                .extracting(ReferenceStatus::getState)
                .containsExactly(ReferenceState.DISPUTED, ReferenceState.ACTIVE);
    }

    /** Whoever registered it has said that it is active. */
    @Test
    void ofANewVersionThatIsStillInQuarantineItsOwnerIsToldAgainAndOfDisputesItBeginsAnew() throws Exception {
        for (int i = 1; i <= 4; i++) {
            match(i, START + i);
        }
        pass(START + 10);
        review(1, false, START + 20);
        review(2, false, START + 21);
        pass(START + 30);
        match(replaced(5, START + 100, 8, START + 50));
        match(replaced(6, START + 101, 8, START + 50));
        match(7, START + 102);
        match(replaced(8, START + 103, 8, START + 50));
        pass(START + 200);

        assertThat(statuses())
                .extracting(status ->
                        status.getState() + " " + status.getReference().getOffset())
                .as("each version once, also where one is named late")
                .containsExactly("QUARANTINED 7", "QUARANTINED 8");
        assertThat(statuses().get(1).getReason()).contains("the version before it was in quarantine");
        match(replaced(9, START + 5_000, 8, START + 50));
        match(10, START + 5_001);
        match(replaced(11, START + 3 * 3_600_000L, 8, START + 50));
        pass(START + 3 * 3_600_000L);
        assertThat(alerts().subList(8, 10))
                .extracting(Alert::getDisputed)
                .as("the reviews are about the picture before")
                .containsExactly(false, true);
        assertThat(statuses()).extracting(ReferenceStatus::getState).endsWith(ReferenceState.ACTIVE);
    }

    private static Alert.Builder replaced(int number, long time, long offset, long registered) {
        return alert(number, time)
                .setReference(new BrokerPosition("references", 0, offset))
                .setReferenceBrokerTimeMillis(registered);
    }

    @Test
    void reviewsThatNoMatchWillAskForAnyMoreAreForgotten() throws Exception {
        long horizonMs = 7_200_000;
        guard.close();
        guard = harness(new GuardSettings(0, 600_000, 2, 0, horizonMs));
        guard.open();
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long time = START + i * horizonMs;
            review(7, false, time);
            match(1, time);
            pass(time);
            sizes.add(guard.snapshot(i, i).getStateSize());
        }

        assertThat(sizes.get(11)).isEqualTo(sizes.get(6)).isGreaterThan(sizes.get(0));
    }

    @Test
    void everythingSurvivesARestore() throws Exception {
        match(alert(1, START).setUploadSha256("same"));
        match(2, START + 1);
        match(3, START + 2);
        review(1, false, START + 3);
        review(2, false, START + 4);
        pass(START + 4);
        match(alert(4, START + 5).setUploadSha256("same"));
        match(5, START + 4 + DELAY_MS);
        OperatorSubtaskState state = guard.snapshot(1, 1);
        guard.close();
        guard = harness();
        guard.initializeState(state);
        guard.open();

        guard.processWatermark2(new Watermark(START + 10_000));
        guard.processWatermarkStatus1(WatermarkStatus.IDLE);
        review(2, true, START + 10_001);
        guard.processWatermark2(new Watermark(START + 10_001));

        assertThat(decided())
                .as("held, with the repeats, the window and the reviews of before")
                .containsExactly("m4 REPEATED 2 of m1", "m5 QUARANTINED 1");
        assertThat(alerts().get(1).getDisputed()).isTrue();
        assertThat(statuses())
                .extracting(ReferenceStatus::getState)
                .as("of two reviews one is left that dismisses")
                .containsExactly(ReferenceState.QUARANTINED, ReferenceState.ACTIVE);
    }

    @Test
    void nothingIsLeftOfAReferenceTheHorizonAfterItEndedForTheLastModel() throws Exception {
        stands("model", START - 10_000);
        stands("another", START - 9_000);
        for (int i = 1; i <= 5; i++) {
            match(i, START + i);
        }
        review(1, false, START + 6);
        review(2, false, START + 7);
        pass(START + 10);
        ends("another", START + 20);
        pass(START + 20 + HORIZON_MS);
        int kept = guard.numKeyedStateEntries();
        ends("model", START + 200_000);
        pass(START + 200_000 + HORIZON_MS - 1);
        assertThat(guard.numKeyedStateEntries()).isEqualTo(kept).isPositive();

        pass(START + 200_000 + HORIZON_MS);

        assertThat(guard.numKeyedStateEntries()).isZero();
        assertThat(guard.numEventTimeTimers()).isZero();
        assertThat(statuses())
                .extracting(ReferenceStatus::getState)
                .as("nobody is told of it")
                .containsExactly(ReferenceState.DISPUTED, ReferenceState.QUARANTINED);
    }

    /** With the clock at its heels, or all at once as after a long outage. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReferenceThatComesBackAfterTheHorizonBeginsAnewAndOneThatComesBackBeforeGoesOn(boolean stepwise)
            throws Exception {
        assertThat(comesBackAfter(HORIZON_MS / 2, stepwise))
                .endsWith("m4 QUARANTINED 4 disputed", "m5 QUARANTINED 5 disputed");
        assertThat(comesBackAfter(HORIZON_MS - 1, stepwise))
                .as("the reviews are too old meanwhile")
                .endsWith("m4 QUARANTINED 4 disputed", "m5 QUARANTINED 5");
        assertThat(comesBackAfter(HORIZON_MS, stepwise)).endsWith("m4 QUARANTINED 4 disputed", "m5 RAISED 1");
    }

    private List<String> comesBackAfter(long absenceMs, boolean stepwise) throws Exception {
        long end = START + 5_000;
        long back = end + absenceMs;
        guard.close();
        guard = harness();
        guard.open();
        stands("model", START - 1);
        review(1, false, START - 1);
        review(2, false, START);
        for (int i = 1; i <= 4; i++) {
            match(i, START + DELAY_MS + i);
        }
        for (long time = START; stepwise && time < back + DELAY_MS; time += 500) {
            pass(time);
        }
        ends("model", end);
        stands("model", back);
        for (long time = back; stepwise && time < back + 2 * DELAY_MS; time += 500) {
            pass(time);
        }
        match(5, back + 2 * DELAY_MS);
        pass(back + 3 * HORIZON_MS);
        return alerts().stream()
                .map(alert -> "%s %s %d%s"
                        .formatted(
                                alert.getAlertId(),
                                alert.getDisposition(),
                                alert.getMatchesWithinHour(),
                                alert.getDisputed() ? " disputed" : ""))
                .toList();
    }

    @Test
    void reviewsOfAReferenceThatIsNotThereAreNotToldAndGoToo() throws Exception {
        stands("model", START);
        match(1, START + 1);
        pass(START + 10);
        ends("model", START + 20);
        review(1, false, START + 30);
        review(2, false, START + 31);
        pass(START + 40);
        assertThat(statuses()).isEmpty();
        pass(START + 31 + HORIZON_MS);
        assertThat(guard.numKeyedStateEntries()).isZero();

        long later = START + 5 * HORIZON_MS;
        review(3, false, later);
        pass(later);
        assertThat(guard.numKeyedStateEntries()).isPositive();
        pass(later + HORIZON_MS);

        assertThat(guard.numKeyedStateEntries()).isZero();
        assertThat(guard.numEventTimeTimers()).isZero();
    }

    @Test
    void theEndOfABoundedRunIsNoHorizon() throws Exception {
        stands("model", START);
        match(1, START + 1);
        ends("model", START + 20);
        guard.processWatermark2(Watermark.MAX_WATERMARK);
        guard.processWatermark1(Watermark.MAX_WATERMARK);

        assertThat(decided()).containsExactly("m1 RAISED 1");
        assertThat(guard.numKeyedStateEntries()).isPositive();
    }

    @Test
    void aReplayBeginsWithTheFloodsAndRepeatsOfBeforeAndTellsOnlyItsOwn() throws Exception {
        guard.close();
        guard = harness(new GuardOperator(SETTINGS, START + 100));
        guard.open();
        match(recorded(1, START, Disposition.RAISED, 1));
        match(recorded(2, START + 1, Disposition.RAISED, 2));
        match(recorded(3, START + 2, Disposition.QUARANTINED, 3));
        match(recorded(3, START + 2, Disposition.QUARANTINED, 3));
        match(recorded(4, START + 3, Disposition.REPEATED, 3)
                .setUploadSha256("content-of-1")
                .setRepeatOf("m1")
                .setRepeats(2));
        match(alert(5, START + 100).setUploadSha256("content-of-1").setFloodLimitPerHour(2));
        match(alert(6, START + 101).setFloodLimitPerHour(2));
        match(alert(7, START + 102).setFloodLimitPerHour(5));
        guard.processWatermark2(Watermark.MAX_WATERMARK);
        guard.processWatermark1(Watermark.MAX_WATERMARK);

        assertThat(decided()).containsExactly("m5 REPEATED 3 of m1", "m6 QUARANTINED 1", "m7 RAISED 1");
        assertThat(alerts()).extracting(Alert::getMatchesWithinHour).containsExactly(3, 4, 5);
        assertThat(statuses())
                .as("of the quarantine its owner has been told then")
                .extracting(ReferenceStatus::getState)
                .containsExactly(ReferenceState.ACTIVE);
    }

    /** Any part of a stream with what was recorded of the two hours before it: the decisions of the whole stream. */
    @Property(tries = 100)
    void whatIsDecidedAgainFromAnyMomentOnIsAsItWasDecided(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        GuardSettings settings = new GuardSettings(3, 1_200_000, 2, 0, 1L << 40);
        List<Alert> matches = hoursOfMatches(random);
        List<GuardNews> reviews = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long time = matches.get(random.nextInt(matches.size())).getUploadBrokerTimeMillis() + random.nextInt(5_000);
            reviews.add(GuardNews.of(review("reference", random.nextInt(matches.size()), i % 3 > 0, time, i)));
        }
        List<Alert> live = decide(new GuardOperator(settings), matches, reviews);
        long from = matches.get(random.nextInt(matches.size())).getUploadBrokerTimeMillis();
        List<Alert> given = new ArrayList<>(live.stream()
                .filter(alert -> alert.getUploadBrokerTimeMillis() < from
                        && alert.getUploadBrokerTimeMillis() >= from - 7_200_000)
                .toList());
        given.addAll(given.subList(0, given.size() / 2));
        matches.stream()
                .filter(match -> match.getUploadBrokerTimeMillis() >= from)
                .forEach(given::add);
        Collections.shuffle(given, random);

        assertThat(decide(new GuardOperator(settings, from), given, reviews))
                .isEqualTo(live.stream()
                        .filter(alert -> alert.getUploadBrokerTimeMillis() >= from)
                        .toList());
    }

    private static List<Alert> hoursOfMatches(Random random) {
        List<Alert> matches = new ArrayList<>();
        long time = START;
        for (int i = 0; i < 120; i++) {
            time += random.nextInt(20) == 0 ? random.nextInt(5_400_000) : random.nextInt(900_000);
            matches.add(alert(i, time)
                    .setUploadSha256("content-" + random.nextInt(40))
                    .setFloodLimitPerHour(random.nextInt(10) == 0 ? 5 : null)
                    .build());
        }
        return matches;
    }

    private static List<Alert> decide(GuardOperator operator, List<Alert> matches, List<GuardNews> reviews)
            throws Exception {
        KeyedTwoInputStreamOperatorTestHarness<String, Alert, GuardNews, Alert> guard = harness(operator);
        guard.open();
        try (guard) {
            for (Alert match : matches) {
                guard.processElement1(new StreamRecord<>(match));
            }
            for (GuardNews review : reviews) {
                guard.processElement2(new StreamRecord<>(review));
            }
            guard.processWatermark1(Watermark.MAX_WATERMARK);
            guard.processWatermark2(Watermark.MAX_WATERMARK);
            return guard.extractOutputValues().stream()
                    .map(alert -> Alert.newBuilder(alert)
                            .setWallClock(new WallClock(0L, 0L))
                            .build())
                    .toList();
        }
    }

    @Test
    void idleReviewsAreAnError() {
        assertThatThrownBy(() -> guard.processWatermarkStatus2(WatermarkStatus.IDLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reviews topic became idle");
    }

    /** Matches and reviews of three references, in any order and with any watermarks on the way: the same decisions. */
    @Property(tries = 60)
    void theResultDoesNotDependOnTheOrderOfArrival(@ForAll long seed) throws Exception {
        List<String> inOrder = run(new Random(1), false);

        assertThat(run(new Random(seed), true)).isEqualTo(inOrder);
        assertThat(inOrder).anyMatch(line -> line.contains("QUARANTINED")).anyMatch(line -> line.contains("REPEATED"));
    }

    /** The same with references that go and come back, one after the horizon and one before it. */
    @Property(tries = 60)
    void norDoesItWhereReferencesAreForgottenMeanwhile(@ForAll long seed) throws Exception {
        GuardSettings soon = new GuardSettings(3, 600_000, 2, 0, 1_000);
        List<String> inOrder = run(new Random(1), false, soon, comingsAndGoings());

        assertThat(run(new Random(seed), true, soon, comingsAndGoings())).isEqualTo(inOrder);
        assertThat(run(new Random(1), false)).as("something was forgotten").isNotEqualTo(inOrder);
    }

    private static List<GuardNews> comingsAndGoings() {
        List<GuardNews> changes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            changes.add(GuardNews.of(new PresenceChange("reference-" + i, "model", false, START - 5_000)));
        }
        for (int i = 0; i < 2; i++) {
            String reference = "reference-" + i;
            changes.add(GuardNews.of(new PresenceChange(reference, "model", true, START + 1_000)));
            changes.add(GuardNews.of(new PresenceChange(reference, "model", false, START + 2_500 - i * 1_000)));
        }
        return changes;
    }

    private static long millis(GuardNews news) {
        return news.reviews().isEmpty()
                ? news.presence().get(0).brokerTimeMillis()
                : news.reviews().get(0).brokerTimeMillis();
    }

    /** In any order but that the records of a topic's key come in theirs. */
    private static void shuffle(List<GuardNews> news, Random random) {
        List<GuardNews> presence = news.stream()
                .filter(each -> !each.presence().isEmpty())
                .sorted(Comparator.comparingLong(GuardOperatorTest::millis))
                .toList();
        Collections.shuffle(news, random);
        Iterator<GuardNews> ordered = presence.iterator();
        news.replaceAll(each -> each.presence().isEmpty() ? each : ordered.next());
    }

    private static List<String> run(Random random, boolean shuffled) throws Exception {
        return run(random, shuffled, SETTINGS, List.of());
    }

    private static List<String> run(
            Random random, boolean shuffled, GuardSettings settings, List<GuardNews> comingsAndGoings)
            throws Exception {
        List<Alert> matches = new ArrayList<>();
        Random content = new Random(5);
        for (int i = 0; i < 60; i++) {
            matches.add(alert(i, START + (i / 3) * 400L)
                    .setReferenceId("reference-" + content.nextInt(3))
                    .setUploadSha256("content-" + content.nextInt(25))
                    .build());
        }
        List<GuardNews> news = new ArrayList<>(comingsAndGoings);
        for (int i = 0; i < 12; i++) {
            news.add(GuardNews.of(
                    review("reference-" + i % 3, content.nextInt(8), content.nextBoolean(), START + i * 500L, i)));
        }
        news.sort(Comparator.comparingLong(GuardOperatorTest::millis));
        if (shuffled) {
            Collections.shuffle(matches, random);
            shuffle(news, random);
        }
        KeyedTwoInputStreamOperatorTestHarness<String, Alert, GuardNews, Alert> guard = harness(settings);
        guard.open();
        try (guard) {
            while (!matches.isEmpty() || !news.isEmpty()) {
                boolean match = news.isEmpty() || !matches.isEmpty() && random.nextBoolean();
                if (match) {
                    Alert next = matches.remove(0);
                    guard.processElement1(new StreamRecord<>(next));
                    guard.processWatermark1(new Watermark(earliest(matches) - 1));
                } else {
                    guard.processElement2(new StreamRecord<>(news.remove(0)));
                    guard.processWatermark2(new Watermark(news.stream()
                                    .mapToLong(GuardOperatorTest::millis)
                                    .min()
                                    .orElse(Long.MAX_VALUE)
                            - 1));
                }
            }
            guard.processWatermark1(Watermark.MAX_WATERMARK);
            guard.processWatermark2(Watermark.MAX_WATERMARK);
            List<String> lines = new ArrayList<>();
            for (Alert alert : guard.extractOutputValues()) {
                lines.add(Alert.newBuilder(alert)
                        .setWallClock(new WallClock(0L, 0L))
                        .build()
                        .toString());
            }
            Collections.sort(lines);
            return lines;
        }
    }

    private static long earliest(List<Alert> matches) {
        return matches.stream()
                .mapToLong(Alert::getUploadBrokerTimeMillis)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void match(int number, long time) throws Exception {
        match(alert(number, time));
    }

    private void match(Alert.Builder alert) throws Exception {
        guard.processElement1(new StreamRecord<>(alert.build()));
    }

    private void review(int alert, boolean confirmed, long time) throws Exception {
        guard.processElement2(new StreamRecord<>(GuardNews.of(review("reference", alert, confirmed, time, time))));
    }

    private void stands(String modelId, long since) throws Exception {
        presence(new PresenceChange("reference", modelId, false, since));
    }

    private void ends(String modelId, long time) throws Exception {
        presence(new PresenceChange("reference", modelId, true, time));
    }

    private void presence(PresenceChange change) throws Exception {
        guard.processElement2(new StreamRecord<>(GuardNews.of(change)));
    }

    private void pass(long time) throws Exception {
        guard.processWatermark2(new Watermark(time));
        guard.processWatermark1(new Watermark(time));
    }

    private static ReviewChange review(String reference, int alert, boolean confirmed, long time, long offset) {
        return new ReviewChange("m" + alert, reference, confirmed, new Coordinates("reviews", 0, offset), time);
    }

    private static Alert.Builder lookup(int number, long time) {
        return alert(number, time).setDisposition(Disposition.LOOKUP);
    }

    private static Alert.Builder recorded(int number, long time, Disposition disposition, int matchesWithinHour) {
        return alert(number, time)
                .setDisposition(disposition)
                .setMatchesWithinHour(matchesWithinHour)
                .setFloodLimitPerHour(2);
    }

    private static Alert.Builder alert(int number, long time) {
        return Alert.newBuilder()
                .setAlertId("m" + number)
                .setUpload(new BrokerPosition("uploads", number % 2, (long) number))
                .setUploadId("upload-" + number)
                .setUploadSha256("content-of-" + number)
                .setReferenceId("reference")
                .setReference(new BrokerPosition("references", 0, 7L))
                .setDistance(0)
                .setThreshold(1)
                .setMargin(1)
                .setModelId("model")
                .setUploadBrokerTimeMillis(time)
                .setVisibilityTimeMillis(time - DELAY_MS);
    }

    private List<Alert> alerts() {
        return guard.extractOutputValues();
    }

    private List<String> decided() {
        return alerts().stream()
                .map(alert -> alert.getAlertId() + " " + alert.getDisposition() + " " + alert.getRepeats()
                        + (alert.getDisposition() == Disposition.REPEATED ? " of " + alert.getRepeatOf() : ""))
                .toList();
    }

    private List<ReferenceStatus> statuses() {
        List<ReferenceStatus> statuses = new ArrayList<>();
        if (guard.getSideOutput(GuardOperator.STATUS) != null) {
            guard.getSideOutput(GuardOperator.STATUS).forEach(record -> statuses.add(record.getValue()));
        }
        return statuses;
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Alert, GuardNews, Alert> harness() throws Exception {
        return harness(SETTINGS);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Alert, GuardNews, Alert> harness(
            GuardSettings settings) throws Exception {
        return harness(new GuardOperator(settings));
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Alert, GuardNews, Alert> harness(
            GuardOperator operator) throws Exception {
        KeyedTwoInputStreamOperatorTestHarness<String, Alert, GuardNews, Alert> harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        operator, Alert::getReferenceId, GuardNews::referenceId, Types.STRING);
        harness.getExecutionConfig().setAutoWatermarkInterval(0);
        return harness;
    }
}
