package io.rlpips.training.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.Seeds;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RandomEditTest {
    private static final RandomEdit EDIT = new RandomEdit(0.5, 0.3);

    @Property(tries = 200)
    void keepsTheSizeAndTheSourceAndDependsOnTheSeedOnly(@ForAll long seed) {
        RgbImage source = DrawnPictures.waves(40, 40, 1, 2);
        RgbImage before = new RgbImage(40, 40, source.pixels().clone());

        RgbImage edited = EDIT.of(source, Seeds.stream(seed));

        assertThat(edited.width()).isEqualTo(40);
        assertThat(edited.height()).isEqualTo(40);
        assertThat(source).isEqualTo(before);
        assertThat(EDIT.of(source, Seeds.stream(seed))).isEqualTo(edited);
    }

    @Property(tries = 1)
    void mostCopiesAreEditedAndRemainRecognisable() {
        RgbImage source = DrawnPictures.waves(64, 64, 1, 2);
        int changed = 0;
        for (int i = 0; i < 100; i++) {
            changed += EDIT.of(source, Seeds.stream(i)).equals(source) ? 0 : 1;
        }
        assertThat(changed).isBetween(80, 100);
    }
}
