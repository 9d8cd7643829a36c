package io.rlpips.training.distortion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StandardEditsTest {
    private static final RgbImage PHOTO = DrawnPictures.waves(299, 299, 3, 5);
    private static final RgbImage WHITE = flat(100, 200, 255);

    @Example
    void theTablesNameTheseEditsInThisOrder() {
        assertThat(StandardEdits.ONE_VIEW)
                .extracting(StandardEdit::name)
                .containsExactly(
                        "jpeg95",
                        "jpeg q10",
                        "noise",
                        "blur sigma 2",
                        "gamma",
                        "resize 0.5",
                        "watermark",
                        "vignette",
                        "rotate 4",
                        "crop 5 %",
                        "crop 15 %",
                        "pad",
                        "text band",
                        "grey",
                        "mirror",
                        "brightness 1.3",
                        "contrast 0.7");
        assertThat(StandardEdits.SEVERAL_VIEWS)
                .extracting(StandardEdit::name)
                .containsExactly("crop 5-20 % off centre", "pad, noisy border", "grey", "mirror", "rotate 90");
    }

    @Example
    void everyEditChangesThePhotoAndTheSeedAloneDecidesWhatIsRandom() {
        assertThat(every()).allSatisfy(edit -> {
            RgbImage edited = edit.with(7).apply(PHOTO);
            assertThat(edited).as(edit.name()).isNotEqualTo(PHOTO);
            assertThat(edit.with(7).apply(PHOTO)).isEqualTo(edited);
        });
        for (String random : List.of("noise", "crop 5-20 % off centre", "pad, noisy border")) {
            StandardEdit edit = every().filter(known -> known.name().equals(random))
                    .findFirst()
                    .orElseThrow();
            assertThat(edit.with(1).apply(PHOTO))
                    .as(random)
                    .isNotEqualTo(edit.with(2).apply(PHOTO));
        }
    }

    @Example
    void theBandIsBlackFromEightToNineTenthsOfTheHeight() {
        RgbImage banded = new BlackBand(0.8, 0.9).apply(WHITE);

        for (int y = 0; y < 200; y++) {
            assertThat(banded.sample(50, y, 1)).as("row %d", y).isEqualTo(y >= 160 && y < 180 ? 0 : 255);
        }
    }

    @Property(tries = 50)
    void anOffCentreCropTakesBetweenItsSharesOffEverySide(@ForAll long seed) {
        RgbImage cropped = new OffCentreCrop(0.05, 0.20, seed).apply(PHOTO);

        assertThat(cropped.width()).isBetween((int) (299 * 0.60), (int) Math.ceil(299 * 0.90) + 2);
        assertThat(cropped.height()).isBetween((int) (299 * 0.60), (int) Math.ceil(299 * 0.90) + 2);
    }

    @Example
    void cropsAreOffCentreMoreOftenThanNot() {
        // a ramp tells where the crop's left edge was
        RgbImage ramp = ramp(250);
        int offCentre = 0;
        for (int seed = 0; seed < 40; seed++) {
            RgbImage cropped = new OffCentreCrop(0.05, 0.20, seed).apply(ramp);
            int left = cropped.sample(0, 0, 0);
            int right = 250 - cropped.width() - left;
            offCentre += Math.abs(left - right) > 5 ? 1 : 0;
        }
        assertThat(offCentre).isGreaterThan(20);
    }

    @Property(tries = 30)
    void noisyPaddingSurroundsThePictureWithAnAlmostUniformFrame(@ForAll long seed) {
        RgbImage padded = new NoisyPadding(0.05, 0.20, 2, seed).apply(WHITE);

        assertThat(padded.width()).isBetween(110, 140);
        assertThat(padded.height()).isBetween(220, 280);
        assertThat(padded.sample(0, 0, 1)).isCloseTo(padded.sample(padded.width() - 1, 0, 1), within(16));
    }

    @Property(tries = 30)
    void fourQuarterTurnsGiveThePictureBack(
            @ForAll @IntRange(min = 1, max = 9) int width, @ForAll @IntRange(min = 1, max = 9) int height) {
        RgbImage picture = DrawnPictures.waves(width, height, 1, 2);
        QuarterTurn turn = new QuarterTurn();

        assertThat(turn.apply(picture).sample(0, 0, 0)).isEqualTo(picture.sample(width - 1, 0, 0));
        assertThat(turn.apply(turn.apply(turn.apply(turn.apply(picture))))).isEqualTo(picture);
    }

    @Example
    void watermarkRowsReachFromTopToBottom() {
        RgbImage marked = new WatermarkRows("SAMPLE", 0.7).apply(flat(299, 299, 0));

        for (int row = 0; row < 5; row++) {
            assertThat(lit(marked, row * 59, row * 59 + 59)).as("row %d", row).isGreaterThan(300);
        }
        RgbImage small = new WatermarkRows("SAMPLE", 0.7).apply(flat(64, 64, 0));
        assertThat(lit(small, 0, 30)).isGreaterThan(30);
        assertThat(lit(small, 30, 60)).isGreaterThan(30);
    }

    @Example
    void aVignetteKeepsTheCentreAndHalvesTheCorners() {
        RgbImage darkened = new Vignette(0.5).apply(flat(101, 101, 200));

        assertThat(darkened.sample(50, 50, 0)).isEqualTo(200);
        assertThat(darkened.sample(0, 0, 0)).isCloseTo(100, within(3));
    }

    private static Stream<StandardEdit> every() {
        return Stream.concat(StandardEdits.ONE_VIEW.stream(), StandardEdits.SEVERAL_VIEWS.stream());
    }

    private static int lit(RgbImage picture, int top, int bottom) {
        int count = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = 0; x < picture.width(); x++) {
                count += picture.sample(x, y, 0) > 100 ? 1 : 0;
            }
        }
        return count;
    }

    private static RgbImage flat(int width, int height, int value) {
        byte[] pixels = new byte[width * height * 3];
        Arrays.fill(pixels, (byte) value);
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage ramp(int side) {
        byte[] pixels = new byte[side * side * 3];
        for (int i = 0; i < side * side; i++) {
            pixels[3 * i] = (byte) (i % side);
        }
        return new RgbImage(side, side, pixels);
    }
}
