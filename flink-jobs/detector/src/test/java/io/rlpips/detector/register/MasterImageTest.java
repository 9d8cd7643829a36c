package io.rlpips.detector.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.RgbImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MasterImageTest {
    private static final int SIDE = Canonicaliser.MASTER_SIZE;

    @Test
    void whatIsAtHandAndWhatWasKeptAreTheSamePicture() {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        new Random(1).nextBytes(pixels);
        RgbImage picture = new RgbImage(SIDE, SIDE, pixels);

        MasterImage atHand = MasterImage.of(picture);

        assertThat(atHand.image()).isEqualTo(picture);
        assertThat(MasterImage.kept(atHand.file()).image()).isEqualTo(picture);
    }
}
