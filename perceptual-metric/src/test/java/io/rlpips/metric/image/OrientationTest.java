package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The letter F as three columns and two rows: A B C over D E F, stored in each of the eight ways. */
class OrientationTest {
    @ParameterizedTest
    @CsvSource({
        "1, 3, ABCDEF", "2, 3, CBAFED", "3, 3, FEDCBA", "4, 3, DEFABC",
        "5, 2, ADBECF", "6, 2, CFBEAD", "7, 2, FCEBDA", "8, 2, DAEBFC"
    })
    void everyOrientationIsUndone(int orientation, int storedWidth, String stored) {
        assertThat(Orientation.upright(letters(storedWidth, stored), orientation))
                .isEqualTo(letters(3, "ABCDEF"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 9, 274})
    void anOrientationThatDoesNotExistIsUpright(int orientation) {
        RgbImage image = letters(3, "ABCDEF");
        assertThat(Orientation.upright(image, orientation)).isSameAs(image);
    }

    private static RgbImage letters(int width, String text) {
        byte[] pixels = new byte[text.length() * 3];
        for (int i = 0; i < text.length(); i++) {
            pixels[i * 3] = (byte) text.charAt(i);
        }
        return new RgbImage(width, text.length() / width, pixels);
    }
}
