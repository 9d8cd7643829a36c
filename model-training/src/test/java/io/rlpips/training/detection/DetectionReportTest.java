package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.bundle.Measurement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DetectionReportTest {
    private static final String EVADED = "Evaded, white box, one view";
    private static final Figure ATTACK = Figure.share(
            EVADED,
            "apgd, l_inf 8/255",
            3,
            600,
            Map.of("attack", "APGD, 100 steps", "restarts", "5", "budget", "l_inf"));
    private static final Figure RECALL =
            Figure.share("Recall, one view, photos", "crop 5 %", 199, 200, Map.of("photos", "last 200 of photos"));
    private static final Figure THRESHOLD = Figure.number(
            "Threshold at a rate of false matches", "1e-06, one view", 0.13, new Interval(0.1, 0.16), Map.of());

    private final DetectionReport report = new DetectionReport(
            "./rlpips evaluate detection",
            List.of(
                    new ModelFigures("mine", "id", "hash", List.of(THRESHOLD, RECALL, ATTACK)),
                    new ModelFigures("other", "id", "hash", List.of(RECALL))));

    @Test
    void everyModelHasAColumnAndRatesOfAttacksCarryTheirBound() {
        assertThat(report.markdown().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "| | mine | other | target |",
                        "| crop 5 % | 0.995 (199/200) | 0.995 (199/200) | at least 0.99 |",
                        "| apgd, l_inf 8/255 | 0.50 % (3/600; below 1.29 %) | - | at most 0.5 % |",
                        "| 1e-06, one view | 0.1300 [0.1000, 0.1600] | - |");
    }

    @Test
    void theCsvHasEveryFigureWithItsConditions() {
        assertThat(report.csv().lines()).hasSize(5);
        assertThat(report.csv())
                .contains("\"mine\",\"" + EVADED + "\",\"apgd, l_inf 8/255\",0.00500000,3,600,,,0.0128");
        assertThat(report.csv()).contains("attack=APGD, 100 steps");
    }

    @Test
    void theCardNamesWhatDistinguishesAFigureAndWhatWasAimedAt() {
        List<Measurement> card = CardFigures.of(List.of(RECALL, ATTACK), "./rlpips evaluate detection");

        assertThat(card).extracting(Measurement::name).doesNotHaveDuplicates();
        assertThat(card.get(0).target()).isEqualTo(Optional.of(0.99));
        assertThat(card.get(1).name()).contains("apgd, l_inf 8/255", "APGD, 100 steps", "restarts: 5", "600 pictures");
        assertThat(card.get(2).name()).endsWith("one-sided 95 % bound");
        assertThat(card.get(2).value()).isBetween(0.0128, 0.0130);
    }
}
