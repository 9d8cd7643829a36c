package io.rlpips.local.web;

import static io.rlpips.local.web.Alerts.alert;
import static io.rlpips.local.web.Alerts.arrival;
import static io.rlpips.local.web.Alerts.review;
import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ReviewDecision;
import org.junit.jupiter.api.Test;

class NewestAlertsTest {
    private final NewestAlerts alerts = new NewestAlerts(3);

    @Test
    void theNewestAreHeldInTheOrderOfTheirRecords() {
        for (int number : new int[] {2, 5, 1, 4, 3}) {
            alerts.add(arrival(number, alert(number).build()));
        }

        assertThat(alerts.since(0)).extracting(ShownAlert::alertId).containsExactly("a5", "a4", "a3");
        assertThat(alerts.find("a1")).isEmpty();
        assertThat(alerts.oldestMillis()).contains(3L);
        assertThat(alerts.total()).isEqualTo(5);
    }

    @Test
    void aRepeatCountsAtItsAlertAndTakesNoPlace() {
        alerts.add(arrival(1, alert(1).build()));
        alerts.add(arrival(2, repeat(2, "a1", 3)));
        alerts.add(arrival(3, repeat(3, "a1", 2)));
        alerts.add(arrival(4, repeat(4, "gone", 7)));

        assertThat(alerts.since(0)).extracting(ShownAlert::alertId).containsExactly("a4", "a1");
        assertThat(alerts.since(0)).extracting(ShownAlert::repeats).containsExactly(7, 3);
    }

    @Test
    void aFloodTakesOnePlaceAReference() {
        alerts.add(arrival(1, alert(1).build()));
        for (int number = 2; number < 50; number++) {
            alerts.add(arrival(
                    number,
                    alert(number)
                            .setReferenceId("flooded")
                            .setDisposition(Disposition.QUARANTINED)
                            .build()));
        }

        assertThat(alerts.since(0)).extracting(ShownAlert::alertId).containsExactly("a49", "a1");
        assertThat(alerts.total()).isEqualTo(2);
    }

    @Test
    void reviewsAndRepeatsAreChangesAndUnknownOnesAreNone() {
        alerts.add(arrival(1, alert(1).build()));
        alerts.add(arrival(2, alert(2).build()));
        long version = alerts.version();
        alerts.add(review("nothing", ReviewDecision.CONFIRMED));
        assertThat(alerts.since(version)).isEmpty();

        alerts.add(review("a1", ReviewDecision.CONFIRMED));
        alerts.add(review("a1", ReviewDecision.DISMISSED));

        assertThat(alerts.since(version)).extracting(ShownAlert::alertId).containsExactly("a1");
        assertThat(alerts.since(version).get(0).review().orElseThrow().decision())
                .as("the newest counts")
                .isEqualTo("DISMISSED");
    }

    @Test
    void anAlertThatIsToldAgainKeepsWhatIsKnownOfIt() {
        alerts.add(arrival(1, alert(1).build()));
        alerts.add(review("a1", ReviewDecision.CONFIRMED));
        alerts.add(arrival(2, repeat(2, "a1", 4)));

        alerts.add(arrival(3, alert(1).build()));

        assertThat(alerts.since(0)).hasSize(1);
        assertThat(alerts.since(0).get(0).review()).isPresent();
        assertThat(alerts.since(0).get(0).repeats()).isEqualTo(4);
    }

    private static io.rlpips.schemas.Alert repeat(int number, String of, int count) {
        return alert(number)
                .setDisposition(Disposition.REPEATED)
                .setRepeatOf(of)
                .setRepeats(count)
                .build();
    }
}
