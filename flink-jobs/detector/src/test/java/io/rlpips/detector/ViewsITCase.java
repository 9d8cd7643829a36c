package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Views of references by bank: asked for by a policy, made of references that stand already, and told in the alert, as is
 * the upload's own view without its border.
 */
class ViewsITCase {
    private static final int SEED = 5;
    private static final double NEARER = 1e-4;

    @TempDir
    Path directory;

    @Test
    void aPolicysViewsCountForReferencesOfBeforeAndAfterItAndNoLongerWhenItIsTakenBack() throws Exception {
        try (DetectorStack stack = DetectorStack.startDeliveringAtOnce(directory)) {
            stack.startReferenceJob(new TestingModel(), 2);
            stack.startDetectorJob(new TestingModel(), 2);
            register(stack, "before", SEED);
            assertThat(stack.judge("plain", mirrored(SEED)).getOutcome()).isEqualTo(Outcome.CLEAR);

            stack.sendPolicy(Policy.newBuilder()
                    .setBank("default")
                    .setViews(new ArrayList<>(List.of("mirrored", "rotated-90")))
                    .build());
            register(stack, "after", SEED + 1);
            stack.await(Subjects.VERDICTS, all -> awaitRows(stack, all, 6));
            Verdict first = stack.judge("mirrored-before", mirrored(SEED));
            Verdict second = stack.judge("turned-after", turned(SEED + 1));
            Verdict asIs = stack.judge("as-is", TestPictures.nearCopy(SEED));
            Verdict framed = stack.judge("framed", TestPictures.framed(seen(View.MIRRORED, SEED + 1)));

            assertThat(first.getBestReferenceId()).isEqualTo("before");
            assertThat(second.getBestReferenceId()).isEqualTo("after");
            assertThat(asIs.getBestReferenceId()).isEqualTo("before");
            assertThat(asIs.getRowsSearched()).isEqualTo(6);
            assertThat(framed.getBestReferenceId()).isEqualTo("after");
            assertThat(stack.await(Subjects.ALERTS, all -> all.size() >= 4))
                    .as("the upload's view and the reference's that matched")
                    .extracting(Alert::getUploadId, Alert::getUploadView, Alert::getReferenceView)
                    .containsExactlyInAnyOrder(
                            tuple("mirrored-before", "as-is", "mirrored"),
                            tuple("turned-after", "as-is", "rotated-90"),
                            tuple("as-is", "as-is", "as-is"),
                            tuple("framed", "trimmed", "mirrored"));

            stack.send(Subjects.POLICIES, "default", null);
            stack.await(Subjects.VERDICTS, all -> awaitRows(stack, all, 2));
            assertThat(stack.judge("no-longer", mirrored(SEED)).getOutcome()).isEqualTo(Outcome.CLEAR);
        }
    }

    @Test
    void whatOnlyShowsUnderAnotherViewHasToBeNearerWhereThePolicySaysSo() throws Exception {
        String model = new TestingModel().identity().modelId();
        try (DetectorStack stack = DetectorStack.startDeliveringAtOnce(directory)) {
            stack.startReferenceJob(new TestingModel(), 2);
            stack.startDetectorJob(new TestingModel(), 2);
            stack.sendPolicy(Policy.newBuilder()
                    .setBank("default")
                    .setViews(new ArrayList<>(List.of("mirrored")))
                    .setMaximumDistances(Map.of(model, 0.05))
                    .setMaximumViewDistances(Map.of(model, NEARER))
                    .build());
            register(stack, "reference", SEED);
            stack.await(Subjects.VERDICTS, all -> awaitRows(stack, all, 2));

            Verdict asIs = stack.judge("as-is", TestPictures.shifted(SEED, 8));
            Verdict mirrored = stack.judge("mirrored", mirrored(SEED));
            Verdict mirroredAndMore = stack.judge("mirrored-and-more", mirroredAndShifted(SEED, 8));

            assertThat(asIs.getOutcome()).isEqualTo(Outcome.MATCHED);
            assertThat(asIs.getNearestDistance()).isBetween(NEARER, 0.05);
            assertThat(mirrored.getOutcome()).isEqualTo(Outcome.MATCHED);
            assertThat(mirroredAndMore.getOutcome()).isEqualTo(Outcome.CLEAR);
            assertThat(mirroredAndMore.getNearestDistance())
                    .as("as near as the other")
                    .isCloseTo(asIs.getNearestDistance(), within(NEARER));
            assertThat(stack.await(Subjects.ALERTS, all -> all.size() >= 2))
                    .extracting(Alert::getUploadId, Alert::getReferenceView, Alert::getThreshold)
                    .containsExactlyInAnyOrder(tuple("as-is", "as-is", 0.05), tuple("mirrored", "mirrored", NEARER));
        }
    }

    /** Asks again until a verdict says that so many rows were searched: the references are made again little by little. */
    private static boolean awaitRows(DetectorStack stack, List<Verdict> verdicts, long rows) {
        boolean enough = verdicts.stream()
                .filter(verdict -> verdict.getUploadId().startsWith("rows-" + rows))
                .anyMatch(verdict -> verdict.getRowsSearched() == rows);
        if (!enough) {
            stack.sendUpload("rows-" + rows + "-" + verdicts.size(), TestPictures.png(900));
        }
        return enough;
    }

    private static void register(DetectorStack stack, String id, int seed) throws Exception {
        stack.sendReference(id, "default", TestPictures.png(seed));
        stack.await(
                Subjects.REFERENCE_STATUS,
                all -> all.stream()
                        .anyMatch(status ->
                                status.getReferenceId().equals(id) && status.getState() == ReferenceState.ACTIVE));
    }

    private static byte[] mirrored(int seed) {
        return PngFile.of(seen(View.MIRRORED, seed));
    }

    private static byte[] mirroredAndShifted(int seed, int shift) {
        RgbImage shifted = new ImageDecoder(ImageLimits.DEFAULT).decode(TestPictures.shifted(seed, shift));
        RgbImage master = Resize.to(shifted, Canonicaliser.MASTER_SIZE, Canonicaliser.MASTER_SIZE);
        return PngFile.of(View.MIRRORED.input(master, master.width()));
    }

    private static byte[] turned(int seed) {
        return PngFile.of(seen(View.ROTATED_90, seed));
    }

    private static RgbImage seen(View view, int seed) {
        RgbImage master = TestPictures.master(seed);
        return view.input(master, master.width());
    }
}
