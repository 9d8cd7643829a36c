package io.rlpips.local.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class SendingWindowTest {
    private static final long SECOND = 1_000_000_000L;

    private final SendingWindow window = new SendingWindow();

    @Test
    void aFewMayBeUnderWayBeforeAnythingIsSettled() {
        assertThat(window.size(0)).isEqualTo(32);
    }

    @Test
    void asManyAsWereSettledInTheLastTwoSecondsMayBeUnderWay() {
        window.settled(300, SECOND);
        window.settled(200, 2 * SECOND);

        assertThat(window.size(2 * SECOND)).isEqualTo(500);
        assertThat(window.size(3 * SECOND)).isEqualTo(200);
        assertThat(window.size(9 * SECOND)).isEqualTo(32);
    }

    @Test
    void halfASecondsWorkWaitsWhereReferencesAreQuicklySettledOneByOne() {
        window.sent(100, SECOND);
        window.settled(100, 5 * SECOND / 4);
        for (int tenth = 0; tenth < 10; tenth++) {
            window.settled(20, 5 * SECOND / 4 + tenth * SECOND / 10);
        }

        // The quickest took a quarter of a second, and what was settled in three quarters counts.
        assertThat(window.size(9 * SECOND / 4)).isEqualTo(7 * 20);
    }

    @Test
    void aSecondsWorkWaitsWhereItIsToldOnceASecondWhatIsSettled() {
        window.sent(100, SECOND);
        window.settled(100, 5 * SECOND / 4);
        window.settled(200, 9 * SECOND / 4);

        assertThat(window.size(9 * SECOND / 4)).isEqualTo(300);
        assertThat(window.size(5 * SECOND / 2)).isEqualTo(200);
    }

    @Test
    void whereEvenTheQuickestTakesLongTheRateIsFoundAndLittleMoreIsUnderWay() {
        double perSecond = 100;
        double longest = 4;
        int settledLate = 0;
        double free = 0;
        Deque<Double> underWay = new ArrayDeque<>();
        for (int tick = 1; tick <= 2_400; tick++) {
            double now = tick / 20.0;
            int told = 0;
            while (!underWay.isEmpty() && underWay.peek() <= now) {
                underWay.remove();
                told++;
            }
            settledLate += now > 60 ? told : 0;
            long nanos = (long) (now * SECOND);
            window.settled(told, nanos);
            int more = Math.max(0, window.size(nanos) - underWay.size());
            window.sent(more, nanos);
            for (int i = 0; i < more; i++) {
                free = Math.max(now + longest, free + 1 / perSecond);
                underWay.add(free);
            }
            assertThat(underWay.size()).isLessThanOrEqualTo((int) ((longest + 2) * perSecond));
        }

        assertThat(settledLate).isGreaterThan((int) (0.9 * 60 * perSecond));
    }

    @Test
    void whatWaitsStaysTwoSecondsOfWorkAndTheRateIsFound() {
        int perSecond = 2_000;
        int underWay = 0;
        double done = 0;
        int settled = 0;
        for (int tick = 1; tick <= 600; tick++) {
            long now = tick * SECOND / 20;
            done = Math.min(settled + underWay, done + perSecond / 20.0);
            if (tick % 20 == 0) { // what is done is told every second, as by commits
                int told = (int) done - settled;
                settled += told;
                underWay -= told;
                window.settled(told, now);
            }
            underWay = Math.max(underWay, window.size(now));
            assertThat(underWay).isLessThanOrEqualTo(2 * perSecond);
        }

        assertThat(settled).isGreaterThan(20 * perSecond);
    }
}
