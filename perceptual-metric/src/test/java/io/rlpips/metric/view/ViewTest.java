package io.rlpips.metric.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewTest {
    private static final RgbImage MASTER = noise(128, 1);

    @Test
    void labelsAreStable() {
        assertThat(Arrays.stream(View.values()).map(View::label))
                .containsExactly(
                        "as-is",
                        "mirrored",
                        "rotated-90",
                        "rotated-180",
                        "rotated-270",
                        "grey",
                        "crop-slight",
                        "crop-centre",
                        "crop-top",
                        "crop-bottom",
                        "crop-left",
                        "crop-right",
                        "crop-top-left",
                        "crop-top-right",
                        "crop-bottom-left",
                        "crop-bottom-right",
                        "crop-deep");
    }

    @ParameterizedTest
    @EnumSource(View.class)
    void aLabelNamesItsView(View view) {
        assertThat(View.named(view.label())).isSameAs(view);
    }

    @Test
    void anUnknownLabelIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> View.named("upside-down"))
                .isInstanceOf(RlpipsException.class)
                .hasMessageStartingWith("unknown view 'upside-down', known: as-is, mirrored, rotated-90");
    }

    @ParameterizedTest
    @EnumSource(View.class)
    void theSameMasterGivesTheSamePixelsOfTheInputSize(View view) {
        RgbImage copy = new RgbImage(128, 128, MASTER.pixels().clone());
        RgbImage input = view.input(MASTER, 64);
        assertThat(input).isEqualTo(view.input(copy, 64));
        assertThat(input.width()).isEqualTo(64);
        assertThat(input.height()).isEqualTo(64);
        assertThat(copy).as("the master is not written to").isEqualTo(MASTER);
    }

    @Property(tries = 50)
    void asIsIsThePlainResizeBitForBit(
            @ForAll @IntRange(min = 1, max = 140) int side, @ForAll @IntRange(min = 1, max = 140) int inputSize) {
        RgbImage master = noise(side, side);
        assertThat(View.AS_IS.input(master, inputSize)).isEqualTo(Resize.to(master, inputSize, inputSize));
    }

    @Property(tries = 50)
    void mirroringTwiceAndTurningFourTimesChangeNothing(
            @ForAll @IntRange(min = 1, max = 40) int side, @ForAll long seed) {
        RgbImage master = noise(side, seed);
        assertThat(again(View.MIRRORED, master, 2)).isEqualTo(master);
        assertThat(again(View.ROTATED_90, master, 4)).isEqualTo(master);
        assertThat(again(View.ROTATED_90, master, 2)).isEqualTo(View.ROTATED_180.input(master, side));
        assertThat(again(View.ROTATED_90, master, 3)).isEqualTo(View.ROTATED_270.input(master, side));
        assertThat(again(View.GREY, master, 2)).isEqualTo(View.GREY.input(master, side));
    }

    @Test
    void ninetyDegreesAreClockwise() {
        RgbImage letters = new RgbImage(2, 2, new byte[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4});
        RgbImage clockwise = new RgbImage(2, 2, new byte[] {3, 3, 3, 1, 1, 1, 4, 4, 4, 2, 2, 2});
        assertThat(View.ROTATED_90.input(letters, 2)).isEqualTo(clockwise);
    }

    @Test
    void mirroringExchangesLeftAndRight() {
        RgbImage letters = new RgbImage(2, 2, new byte[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4});
        assertThat(View.MIRRORED.input(letters, 2))
                .isEqualTo(new RgbImage(2, 2, new byte[] {2, 2, 2, 1, 1, 1, 4, 4, 4, 3, 3, 3}));
    }

    @Test
    void greyIsLumaRoundedToTheNearest() {
        RgbImage red = new RgbImage(1, 1, new byte[] {(byte) 255, 0, 0});
        RgbImage white = new RgbImage(1, 1, new byte[] {(byte) 255, (byte) 255, (byte) 255});
        assertThat(View.GREY.input(red, 1)).isEqualTo(new RgbImage(1, 1, new byte[] {76, 76, 76}));
        assertThat(View.GREY.input(white, 1)).isEqualTo(white);
    }

    @ParameterizedTest
    @EnumSource(names = "CROP_.*", mode = EnumSource.Mode.MATCH_ALL)
    void aCropIsThePartCutOutAndResized(View view) {
        int left = pixels(view.region().left());
        int top = pixels(view.region().top());
        RgbImage part = cut(
                MASTER,
                left,
                top,
                pixels(view.region().right()),
                pixels(view.region().bottom()));
        assertThat(view.input(MASTER, 64)).isEqualTo(Resize.to(part, 64, 64));
    }

    @Test
    void namesOfCropsSayWhichPartIsKept() {
        assertThat(View.CROP_TOP_LEFT.region().left())
                .isLessThan(View.CROP_TOP_RIGHT.region().left());
        assertThat(View.CROP_TOP_LEFT.region().top())
                .isLessThan(View.CROP_BOTTOM_LEFT.region().top());
        assertThat(View.CROP_TOP.region().top())
                .isLessThan(View.CROP_BOTTOM.region().top());
        assertThat(View.CROP_LEFT.region().left())
                .isLessThan(View.CROP_RIGHT.region().left());
    }

    @Property(tries = 1000)
    void someCropCoversEveryWindowThatLostFiveToTwentyPercentASide(
            @ForAll @IntRange(min = 50, max = 200) int left,
            @ForAll @IntRange(min = 50, max = 200) int right,
            @ForAll @IntRange(min = 50, max = 200) int top,
            @ForAll @IntRange(min = 50, max = 200) int bottom) {
        double nearest = Arrays.stream(View.values())
                .map(View::region)
                .mapToDouble(region -> Math.max(
                        Math.abs(region.left() + region.right() - (left - right + 1000) / 1000.0),
                        Math.abs(region.top() + region.bottom() - (top - bottom + 1000) / 1000.0)))
                .min()
                .orElseThrow();
        // Twice the distance of the centres.
        assertThat(nearest / 2).isLessThan(0.029);
    }

    @Test
    void refusesAMasterThatIsNotSquare() {
        assertThatThrownBy(() -> View.GREY.input(new RgbImage(2, 1, new byte[6]), 1))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("master of 2 x 1 pixels, views need a square one");
    }

    @ParameterizedTest
    @EnumSource(ViewSet.class)
    void everySetBeginsWithThePictureAsItIsAndHoldsEachViewOnce(ViewSet set) {
        assertThat(set.views()).startsWith(View.AS_IS).doesNotHaveDuplicates();
        assertThat(ViewSet.named(set.label())).isSameAs(set);
    }

    @Test
    void anUnknownSetIsRefused() {
        assertThatThrownBy(() -> ViewSet.named("many"))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("unknown set of views 'many', known: none, standard");
    }

    private static RgbImage again(View view, RgbImage master, int times) {
        RgbImage seen = master;
        for (int i = 0; i < times; i++) {
            seen = view.input(seen, master.width());
        }
        return seen;
    }

    private static int pixels(double share) {
        return (int) Math.round(share * 128);
    }

    private static RgbImage cut(RgbImage source, int left, int top, int right, int bottom) {
        int rowLength = (right - left) * 3;
        byte[] pixels = new byte[rowLength * (bottom - top)];
        for (int y = top; y < bottom; y++) {
            System.arraycopy(
                    source.pixels(), (y * source.width() + left) * 3, pixels, (y - top) * rowLength, rowLength);
        }
        return new RgbImage(right - left, bottom - top, pixels);
    }

    private static RgbImage noise(int side, long seed) {
        byte[] pixels = new byte[side * side * 3];
        new Random(seed).nextBytes(pixels);
        return new RgbImage(side, side, pixels);
    }
}
