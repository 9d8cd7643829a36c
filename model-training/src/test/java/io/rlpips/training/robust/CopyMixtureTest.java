package io.rlpips.training.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CopyMixtureTest {
    private static final int SIDE = 32;

    @Property
    void togetherEveryCopyIsEditedAndAttackedAsLargeBudgetsAreDrawn(
            @ForAll @IntRange(min = 1, max = 200) int pictures,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double drawn) {
        assertThat(CopyMixture.TOGETHER.attacked(pictures)).isEqualTo(pictures);
        assertThat(IntStream.range(0, pictures)).allMatch(row -> CopyMixture.TOGETHER.edited(row, pictures));
        assertThat(CopyMixture.TOGETHER.budget(0, pictures, drawn)).isBetween(0.5, 1.5);
    }

    @Property
    void apartThirdsAreAttackedEditedOrBothAndNoneIsLeftAsItIs(
            @ForAll @IntRange(min = 3, max = 200) int pictures,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double drawn) {
        int attackedOnly = 0;
        int editedOnly = 0;
        int both = 0;
        for (int row = 0; row < pictures; row++) {
            boolean attacked = row < CopyMixture.APART.attacked(pictures);
            boolean edited = CopyMixture.APART.edited(row, pictures);
            assertThat(attacked || edited).isTrue();
            if (attacked) {
                assertThat(CopyMixture.APART.budget(row, pictures, drawn))
                        .isBetween(edited ? 1.0 / 3 : 1, edited ? 5.0 / 6 : 1.5);
            }
            attackedOnly += attacked && !edited ? 1 : 0;
            editedOnly += edited && !attacked ? 1 : 0;
            both += attacked && edited ? 1 : 0;
        }
        assertThat(List.of(attackedOnly, both)).containsOnly(pictures / 3);
        assertThat(editedOnly).isBetween(pictures / 3, pictures / 3 + 2);
    }

    /** Neighbours come last among the chosen; were the order kept, they alone would be edited only. */
    @Test
    void apartAStepsPicturesAreTreatedInRandomOrder() {
        List<RgbImage> pictures = DrawnPictures.several(6, SIDE, 3);
        List<Neighbourhoods.Step> steps = new ArrayList<>();
        for (int step = 0; step < 40; step++) {
            steps.add(new Neighbourhoods.Step(List.of(0, 1, 2, 3, 4, 5)));
        }
        Set<Integer> unedited = new HashSet<>();

        new CopyFeeder(pictures, SmallRecipes.drawing(1, 40, 3, 1, 0, CopyMixture.APART), 1)
                .forEachStep(1, steps, batch -> {
                    int length = 3 * SIDE * SIDE;
                    for (int row = 0; row < batch.pictures(); row++) {
                        float[] original = Arrays.copyOfRange(batch.originals(), row * length, (row + 1) * length);
                        float[] copy = Arrays.copyOfRange(batch.copies(), row * length, (row + 1) * length);
                        if (row < 2) {
                            assertThat(copy).isEqualTo(original);
                            unedited.add(Arrays.hashCode(original));
                        }
                    }
                });

        assertThat(unedited).hasSize(6);
    }
}
