package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.fingerprint.DistanceMap;
import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    private static final RgbImage BLACK = flat(40, 20, 0);

    @Test
    void hasTheSizeOfTheGroundAndLeavesItAlone() {
        RgbImage drawn = HeatMap.over(BLACK, new DistanceMap(2, 2, new float[] {0, 1, 2, 3}));

        assertThat(drawn.width()).isEqualTo(40);
        assertThat(drawn.height()).isEqualTo(20);
        assertThat(BLACK).isEqualTo(flat(40, 20, 0));
    }

    @Test
    void isLightestWhereThePicturesDifferMost() {
        RgbImage drawn = HeatMap.over(BLACK, new DistanceMap(2, 1, new float[] {0, 5}));

        for (int x = 1; x < 40; x++) {
            assertThat(light(drawn, x, 10)).as("column " + x).isGreaterThanOrEqualTo(light(drawn, x - 1, 10));
        }
        assertThat(light(drawn, 39, 10)).isGreaterThan(2 * light(drawn, 0, 10));
    }

    @Test
    void itsScaleIsTheMapsOwn() {
        assertThat(HeatMap.over(BLACK, new DistanceMap(2, 1, new float[] {1, 2})))
                .isEqualTo(HeatMap.over(BLACK, new DistanceMap(2, 1, new float[] {0.25f, 0.5f})));
    }

    @Test
    void equalPicturesAreDarkAllOver() {
        RgbImage drawn = HeatMap.over(BLACK, new DistanceMap(2, 2, new float[4]));

        assertThat(light(drawn, 0, 0)).isEqualTo(light(drawn, 39, 19)).isLessThan(100);
    }

    @Test
    void theGroundShinesThrough() {
        DistanceMap even = new DistanceMap(1, 1, new float[] {1});

        assertThat(light(HeatMap.over(flat(8, 8, 255), even), 4, 4))
                .isGreaterThan(light(HeatMap.over(flat(8, 8, 0), even), 4, 4));
    }

    private static int light(RgbImage picture, int x, int y) {
        return picture.sample(x, y, 0) + picture.sample(x, y, 1) + picture.sample(x, y, 2);
    }

    private static RgbImage flat(int width, int height, int value) {
        byte[] pixels = new byte[width * height * 3];
        Arrays.fill(pixels, (byte) value);
        return new RgbImage(width, height, pixels);
    }
}
