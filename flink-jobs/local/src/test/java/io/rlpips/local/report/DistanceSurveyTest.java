package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.local.console.Console;
import io.rlpips.local.score.Labels;
import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.PrecisionRecall.Judged;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DistanceSurveyTest {
    private static final Picture ORIGINAL = picture("original.png", View.AS_IS);
    private static final Picture MIRRORED = picture("mirrored.png", View.MIRRORED);
    private static final Pair COPY = new Pair(MIRRORED.id(), ORIGINAL.id());

    @Test
    void theViewsThatReferencesAreSearchedUnderCountAsInTheDetector() {
        DistanceSurvey asTheyAre = survey(run().run());
        DistanceSurvey mirrored = survey(run().searchedUnder(View.MIRRORED).run());

        assertThat(mirrored.copies().get(COPY)).isLessThan(1e-4);
        assertThat(asTheyAre.copies().get(COPY)).isGreaterThan(1e-2);
    }

    @Test
    void whatHasToBeNearerUnderAnotherViewCountsAsFartherByAsMuch() {
        DistanceSurvey alike = survey(run().searchedUnder(View.MIRRORED).run());
        DistanceSurvey nearer = survey(run().searchedUnder(View.MIRRORED)
                .thresholds(new ViewThresholds(0.1, 0.095))
                .run());

        assertThat(nearer.copies().get(COPY))
                .isCloseTo(alike.copies().get(COPY) + 0.005, org.assertj.core.data.Offset.offset(1e-12));
        DistanceSurvey farther = survey(run().searchedUnder(View.MIRRORED)
                .thresholds(new ViewThresholds(0.1, 0.2))
                .run());
        assertThat(farther.copies()).as("never nearer than it is").isEqualTo(alike.copies());
    }

    @Test
    void wherePairsWereJudgedOneByOneOnlyTheDismissedAreHeldAgainstTheCopies() {
        Run drawn = run().match(ORIGINAL, picture("other.png", View.GREY), 0.1).run();
        Pair dismissed = new Pair(ORIGINAL.id(), "other.png");
        Labels labels = new Labels(
                List.of(),
                List.of(new Copy(COPY.upload(), COPY.reference(), Map.of())),
                Set.of(),
                Optional.of(Set.of(dismissed)));

        DistanceSurvey survey = survey(labelled(drawn, labels));

        assertThat(survey.measured()).as("of all pairs").isEqualTo(4);
        assertThat(survey.refuted()).extracting(Judged::copy).containsExactly(false);
        assertThat(survey.ranking(labels).microAveragePrecision()).isEqualTo(1);
        assertThat(survey.ranking(labels).precisionRecall().points()).hasSize(2);
    }

    @Test
    void uploadsThatNoLabelNamesAreNotHeldAgainstTheCopies() {
        Run drawn = run().clear(picture("same.png", View.MIRRORED)).run();
        Labels labels = new Labels(List.of(), List.of(new Copy(COPY.upload(), COPY.reference(), Map.of())), Set.of());

        DistanceSurvey survey = survey(labelled(drawn, labels));

        assertThat(survey.measured()).as("pairs").isEqualTo(2);
        assertThat(survey.refuted()).isEmpty();
        assertThat(survey.ranking(labels).microAveragePrecision()).isEqualTo(1);
    }

    @Test
    void wherePairsWereJudgedOneByOneUploadsOfNothingAreHeldAgainstTheCopiesWithAllReferences() {
        Run drawn = run().clear(picture("same.png", View.MIRRORED)).run();
        Labels labels = new Labels(
                List.of(),
                List.of(new Copy(COPY.upload(), COPY.reference(), Map.of())),
                Set.of("same.png"),
                Optional.of(Set.of()));

        DistanceSurvey survey = survey(labelled(drawn, labels));

        assertThat(survey.refuted()).hasSize(1);
        assertThat(survey.ranking(labels).microAveragePrecision()).isLessThan(1);
    }

    private static Run labelled(Run run, Labels labels) {
        return new Run(
                run.title(),
                run.references(),
                run.uploads(),
                run.result(),
                Optional.of(labels),
                Optional.empty(),
                List.of(View.MIRRORED));
    }

    private static DrawnRun run() {
        return new DrawnRun().clear(MIRRORED).label(MIRRORED, ORIGINAL, "mirrored");
    }

    private static DistanceSurvey survey(Run run) {
        Console silent =
                new Console(new PrintStream(new ByteArrayOutputStream()), new PrintStream(new ByteArrayOutputStream()));
        try (PerceptualModel model = PerceptualModel.load(run.result().model(), DeviceChoice.CPU)) {
            return DistanceSurvey.of(silent, run, model);
        }
    }

    /** Blotches of colour under a view. */
    private static Picture picture(String id, View view) {
        byte[] pixels = new byte[6 * 6 * 3];
        new Random(7).nextBytes(pixels);
        RgbImage blotches = Resize.to(new RgbImage(6, 6, pixels), 128, 128);
        return Picture.inMemory(id, PngFile.of(view.input(blotches, 128)));
    }
}
