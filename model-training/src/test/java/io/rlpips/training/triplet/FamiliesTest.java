package io.rlpips.training.triplet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.distortion.Greyscale;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FamiliesTest {
    private static final int SIDE = 32;
    private static final List<RgbImage> PHOTOS = DrawnPictures.several(12, SIDE, 3);

    private static Autoencoders networks;

    @BeforeAll
    static void train() {
        GenerationSettings settings = new GenerationSettings(1, 0, 0, 64, SIDE, List.of(), 1);
        networks = Autoencoders.trained(PHOTOS, settings, (stage, done, total) -> {});
    }

    @AfterAll
    static void close() {
        networks.close();
    }

    static List<String> families() {
        return List.of("traditional", "cnn", "mix", "superres", "deblur", "color", "frameinterp");
    }

    @ParameterizedTest
    @MethodSource("families")
    void severityOrderIsJudgmentOrder(String name) {
        TrialMaker maker = maker(name);
        for (int number = 0; number < 60; number++) {
            TrialMaker.MadeTriplet made = maker.triplet(number);

            assertThat(made.severities()[0]).isNotEqualTo(made.severities()[1]);
            assertThat(made.secondShare() > 0.5)
                    .as("%s %s: the milder version is the closer one", name, made.kind())
                    .isEqualTo(made.severities()[1] < made.severities()[0]);
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void versionsHaveTheReferencesSizeAndDiffer(String name) {
        TrialMaker maker = maker(name);
        for (int number = 0; number < 30; number++) {
            TrialMaker.MadeTriplet made = maker.triplet(number);

            assertThat(PHOTOS).contains(made.reference());
            assertThat(made.first()).isNotEqualTo(made.second());
            for (RgbImage version : List.of(made.first(), made.second())) {
                assertThat(version.width()).isEqualTo(SIDE);
                assertThat(version.height()).isEqualTo(SIDE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aTrialDependsOnSeedAndNumberOnly(String name) {
        TrialMaker.MadeTriplet made = maker(name).triplet(5);

        maker(name).triplet(4);
        TrialMaker.MadeTriplet again = maker(name).triplet(5);

        assertThat(again.first()).isEqualTo(made.first());
        assertThat(again.second()).isEqualTo(made.second());
        assertThat(again.secondShare()).isEqualTo(made.secondShare());
        assertThat(maker(name).triplet(6).first()).isNotEqualTo(made.first());
    }

    /** Severities are parameters; this checks that each parameter runs the right way, on the mean of many pictures. */
    @ParameterizedTest
    @MethodSource("families")
    void theWorstSeverityChangesMoreThanTheMildest(String name) {
        DistortionFamily family = family(name);
        Map<String, double[]> changes = new TreeMap<>();
        for (int number = 0; number < 150; number++) {
            RgbImage photo = PHOTOS.get(number % PHOTOS.size());
            Degradation kind = family.draw(new SplittableRandom(number));
            double mildest = kind.levels().isEmpty() ? 0 : kind.levels().get(0);
            double[] change = changes.computeIfAbsent(kind.name(), first -> new double[2]);
            change[0] += change(photo, kind.apply(photo, mildest, new SplittableRandom(number)));
            change[1] += change(photo, kind.apply(photo, 1, new SplittableRandom(number)));
        }

        assertThat(changes).isNotEmpty();
        changes.forEach((kind, change) ->
                assertThat(change[1]).as("%s at its worst", kind).isGreaterThan(change[0]));
    }

    @Test
    void theFamilyTraditionalHasEveryGroupAndCompositions() {
        TreeSet<String> kinds = new TreeSet<>();
        IntStream.range(0, 400)
                .forEach(seed -> kinds.add(
                        new TraditionalFamily().draw(new SplittableRandom(seed)).name()));

        assertThat(kinds).contains("brightness", "contrast", "tone", "saturation", "cast");
        assertThat(kinds).contains("noise", "coarse-noise", "speckle", "impulses", "blur", "motion-blur");
        assertThat(kinds).contains("shift", "warp", "turn", "zoom", "channels-apart", "jpeg", "few-tones", "mosaic");
        assertThat(kinds)
                .anyMatch(kind -> kind.chars().filter(sign -> sign == '+').count() == 2);
    }

    @Test
    void theFamilyCnnHasEveryWayOfBeingPoor() {
        TreeSet<String> kinds = new TreeSet<>();
        IntStream.range(0, 50)
                .forEach(seed ->
                        kinds.add(family("cnn").draw(new SplittableRandom(seed)).name()));

        assertThat(kinds).containsExactly("network-laid-over", "network-narrowed", "network-stopped-early");
    }

    @Test
    void networksLearn() {
        double first = 0;
        double last = 0;
        for (Autoencoders.Stages stages : networks.all()) {
            Degradation stopped = new NetworkFamily(networks).stoppedEarly(stages);
            for (RgbImage photo : PHOTOS) {
                first += change(photo, stopped.apply(photo, 1, new SplittableRandom(1)));
                last += change(photo, stopped.apply(photo, stopped.levels().get(0), new SplittableRandom(1)));
            }
        }

        assertThat(last).isLessThan(0.7 * first);
    }

    @Test
    void greyPhotosTakeNoPartInTheFamilyColor() {
        RgbImage coloured = PHOTOS.get(0);
        RgbImage grey = new Greyscale().apply(PHOTOS.get(1));
        TrialMaker maker = new TrialMaker(new ColourFamily(), List.of(grey, coloured), 1, 1);

        assertThat(IntStream.range(0, 20)
                        .mapToObj(number -> maker.triplet(number).reference()))
                .containsOnly(coloured);
        assertThatThrownBy(() -> new TrialMaker(new ColourFamily(), List.of(grey), 1, 1).triplet(0))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("color");
    }

    private static double change(RgbImage one, RgbImage other) {
        double sum = 0;
        for (int i = 0; i < one.pixels().length; i++) {
            sum += Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff));
        }
        return sum / one.pixels().length;
    }

    private static TrialMaker maker(String name) {
        return new TrialMaker(family(name), PHOTOS, 7, name.hashCode());
    }

    private static DistortionFamily family(String name) {
        DistortionFamily cnn = new NetworkFamily(networks);
        return switch (name) {
            case "traditional" -> new TraditionalFamily();
            case "cnn" -> cnn;
            case "mix" -> new MixedFamily(new TraditionalFamily(), cnn);
            case "superres" -> new SuperResolutionFamily();
            case "deblur" -> new DeblurFamily();
            case "color" -> new ColourFamily();
            default -> new FrameInterpolationFamily();
        };
    }
}
