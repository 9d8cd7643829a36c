package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwtImagesTest {
    private static final RgbImage SCENE = DrawnPictures.scene(19, 13);

    @Test
    void thereAndBackIsTheSamePicture() {
        assertThat(AwtImages.from(AwtImages.toAwt(SCENE))).isEqualTo(SCENE);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_4BYTE_ABGR_PRE
            })
    void everyKindOfOpaquePictureIsRead(int type) {
        BufferedImage image = new BufferedImage(SCENE.width(), SCENE.height(), type);
        for (int y = 0; y < SCENE.height(); y++) {
            for (int x = 0; x < SCENE.width(); x++) {
                image.setRGB(x, y, AwtImages.toAwt(SCENE).getRGB(x, y));
            }
        }
        assertThat(AwtImages.from(image)).isEqualTo(SCENE);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE})
    void transparencyIsLaidOverWhite(int type) {
        BufferedImage image = new BufferedImage(2, 1, type);
        image.setRGB(0, 0, 0x80ff0000);
        RgbImage read = AwtImages.from(image);
        assertThat(read.sample(0, 0, 0)).isEqualTo(255);
        assertThat(read.sample(0, 0, 1)).isEqualTo(127);
        assertThat(read.sample(1, 0, 2)).isEqualTo(255);
    }

    @Test
    void aPartOfAPictureIsReadAsThatPart() {
        BufferedImage part = AwtImages.toAwt(SCENE).getSubimage(3, 2, 5, 4);
        RgbImage read = AwtImages.from(part);
        assertThat(read.sample(0, 0, 1)).isEqualTo(SCENE.sample(3, 2, 1));
        assertThat(read.sample(4, 3, 1)).isEqualTo(SCENE.sample(7, 5, 1));
    }
}
