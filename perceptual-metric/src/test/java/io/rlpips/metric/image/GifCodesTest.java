package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GifCodesTest {
    @Test
    void theTenByTenExampleHasAHundredPixels() {
        // The sample of the GIF format's usual explanation: four colours, ten by ten pixels, 22 bytes of codes.
        int[] codes = {
            0x8c, 0x2d, 0x99, 0x87, 0x2a, 0x1c, 0xdc, 0x33, 0xa0, 0x02, 0x75, 0xec, 0x95, 0xfa, 0xa8, 0xde, 0x60, 0x8c,
            0x04, 0x91, 0x4c, 0x01
        };
        byte[] data = new byte[codes.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) codes[i];
        }
        assertThat(GifCodes.pixels(2, data)).isEqualTo(100);
    }

    @Test
    void noCodesAreNoPixels() {
        assertThat(GifCodes.pixels(8, new byte[0])).isZero();
        assertThat(GifCodes.pixels(0, new byte[9])).isZero();
        assertThat(GifCodes.pixels(12, new byte[9])).isZero();
    }

    @Property
    void anyDataHasSomeNumberOfPixels(@ForAll @IntRange(min = 1, max = 8) int rootBits, @ForAll long seed) {
        byte[] data = new byte[5000];
        new Random(seed).nextBytes(data);
        assertThat(GifCodes.pixels(rootBits, data)).isBetween(0L, 4096L * 5000 * 8);
    }
}
