package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.distortion.Distortion;
import io.rlpips.training.distortion.Mirror;
import io.rlpips.training.distortion.StandardEdit;
import io.rlpips.training.distortion.StandardEdits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecallStudyTest {
    private static final double THRESHOLD = 1e-6;

    private final List<NamedPicture> photos = IntStream.range(0, 6)
            .mapToObj(i -> new NamedPicture("photo " + i, DrawnPictures.waves(90, 70, i, 5)))
            .toList();

    @Test
    void identicalCopiesAreAllFoundAndUnrelatedPicturesNever() {
        List<Figure> figures = recall(
                List.of(edit("unchanged", picture -> picture), edit("replaced", picture -> replacement(picture))), 2);

        assertThat(figures).extracting(Figure::row).containsExactly("unchanged", "replaced");
        assertThat(figures).extracting(Figure::value).containsExactly(1.0, 0.0);
        assertThat(figures).extracting(Figure::of).containsOnly(6);
    }

    @Test
    void aCopyThatOnlyShowsUnderAnotherViewIsFoundWithinTheThresholdLessTheHandicap() {
        List<StandardEdit> mirror = List.of(edit("mirror", picture -> new Mirror().apply(picture)));

        assertThat(recall(ViewScheme.referenceViews(0), mirror, 2))
                .extracting(Figure::value)
                .containsExactly(1.0);
        assertThat(recall(ViewScheme.referenceViews(2 * THRESHOLD), mirror, 2))
                .extracting(Figure::value)
                .containsExactly(0.0);
        assertThat(recall(ViewScheme.referenceViews(2 * THRESHOLD), List.of(edit("unchanged", picture -> picture)), 2))
                .extracting(Figure::value)
                .containsExactly(1.0);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        assertThat(recall(StandardEdits.ONE_VIEW, 1)).isEqualTo(recall(StandardEdits.ONE_VIEW, 3));
    }

    private List<Figure> recall(List<StandardEdit> edits, int threads) {
        return recall(ViewScheme.ONE_VIEW, edits, threads);
    }

    private List<Figure> recall(ViewScheme views, List<StandardEdit> edits, int threads) {
        try (PerceptualModel model = PerceptualModel.load(TestBundles.random(40, 3), DeviceChoice.CPU);
                ParallelWork workers = new ParallelWork(threads)) {
            List<Long> heard = new ArrayList<>();
            List<Figure> figures = new RecallStudy(model, workers, 1)
                    .measure("recall", views, edits, photos, THRESHOLD, (stage, done, total) -> heard.add(done));
            assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            return figures;
        }
    }

    private static RgbImage replacement(RgbImage picture) {
        return DrawnPictures.waves(picture.width(), picture.height(), 77, picture.hashCode());
    }

    private interface Change {
        RgbImage of(RgbImage picture);
    }

    private static StandardEdit edit(String name, Change change) {
        Distortion edit = new Distortion() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Map<String, Object> parameters() {
                return Map.of();
            }

            @Override
            public RgbImage apply(RgbImage source) {
                return change.of(source);
            }
        };
        return new StandardEdit(name, seed -> edit);
    }
}
