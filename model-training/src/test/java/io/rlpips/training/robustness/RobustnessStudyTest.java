package io.rlpips.training.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobustnessStudyTest {
    private static final int SIDE = 40;

    @TempDir
    private Path folder;

    private final List<RgbImage> pictures = DrawnPictures.several(4, SIDE, 1);

    @Test
    void copiesStayWithinTwelveLevelsAndTheAttackedModelFindsThemFartherThanOtherCopies() throws Exception {
        try (RobustnessStudy study = new RobustnessStudy(models(), 1)) {
            List<AttackedDistances> measured = new ArrayList<>();
            for (OptObjective objective : OptObjective.values()) {
                List<RgbImage> perturbed = study.attack(pictures, "one", objective, (stage, done, total) -> {});
                requireWithin(12, perturbed);
                measured.addAll(study.measure(pictures, perturbed, "one", objective));
            }

            assertThat(measured).extracting(AttackedDistances::measured).containsExactly("one", "two", "one", "two");
            assertThat(measured.get(2).median())
                    .as("the attack on the distance reaches farther than that on the features")
                    .isGreaterThanOrEqualTo(measured.get(0).median() * 0.9);
            assertThat(measured.get(2).median()).isGreaterThan(measured.get(3).median());
            new RobustnessReport("./rlpips", List.of("a", "b", "c", "d"), measured)
                    .write(folder, pictures, Map.of("one, distance", pictures), 2);
        }
        for (String file : List.of(
                "robustness.md",
                "robustness.csv",
                "robustness.json",
                "figure-1-one-distance.png",
                "figure-2-one-features.png",
                "figure-2-one-distance-normalised.png")) {
            assertThat(folder.resolve(file)).as(file).isNotEmptyFile();
        }
    }

    @Test
    void modelsOfDifferentInputSizesAreRefused() {
        Map<String, ModelBundle> models =
                Map.of("small", TestBundles.random(40, 1), "large", TestBundles.random(48, 1));

        assertThatThrownBy(() -> new RobustnessStudy(models, 1))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("40")
                .hasMessageContaining("48");
    }

    private static Map<String, ModelBundle> models() {
        Map<String, ModelBundle> models = new LinkedHashMap<>();
        models.put("one", TestBundles.random(SIDE, 1));
        models.put("two", TestBundles.random(SIDE, 2));
        return models;
    }

    private void requireWithin(int levels, List<RgbImage> perturbed) {
        for (int i = 0; i < pictures.size(); i++) {
            byte[] before = pictures.get(i).pixels();
            byte[] after = perturbed.get(i).pixels();
            assertThat(IntStream.range(0, before.length)
                            .map(at -> Math.abs((before[at] & 0xff) - (after[at] & 0xff)))
                            .max()
                            .orElseThrow())
                    .isBetween(1, levels);
        }
    }
}
