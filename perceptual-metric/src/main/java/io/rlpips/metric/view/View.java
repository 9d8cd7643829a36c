package io.rlpips.metric.view;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.Region;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a copy of a reference may look like after an edit that the network does not see through: turned, mirrored,
 * without colour, cut. A reference is searched under some of its views ({@link ViewSet}), and an upload that was edited
 * that way lies near the view of that name: one turned clockwise by 90 degrees near {@link #ROTATED_90}. Views are derived
 * from the master, so no original is needed later. The labels are stable: policies ask for views and alerts name them.
 *
 * <p>The crops are for uploads that lost 5 to 20 % of each side, each side its own share. Nine windows of three quarters
 * of the side lie 7.8, 12.5 or 17.2 % from the left and from the top; between neighbours an upload's window is off by at
 * most 2.9 % of the side in place, which leaves its size: up to 20 % larger or smaller. {@link #CROP_SLIGHT} and {@link
 * #CROP_DEEP} stand for the two ends of that. All edges are edges of the master's pixels.
 *
 * <p>Mirrored or turned crops are not among them: {@code view.input} of the mirrored upload would find those too, as
 * distances are symmetric, at the price of another search for each upload instead of more rows for each reference.
 */
public enum View {
    AS_IS("as-is", Symmetry.IDENTITY, Region.WHOLE),
    MIRRORED("mirrored", Symmetry.MIRROR, Region.WHOLE),
    /** Clockwise. */
    ROTATED_90("rotated-90", Symmetry.QUARTER, Region.WHOLE),
    ROTATED_180("rotated-180", Symmetry.HALF, Region.WHOLE),
    /** Clockwise, which is 90 degrees counter-clockwise. */
    ROTATED_270("rotated-270", Symmetry.THREE_QUARTERS, Region.WHOLE),
    /** Luma of Rec. 601 in all channels. */
    GREY("grey", Symmetry.IDENTITY, Region.WHOLE),
    CROP_SLIGHT("crop-slight", crop(10, 10, 10, 10)),
    CROP_CENTRE("crop-centre", crop(16, 16, 16, 16)),
    CROP_TOP("crop-top", crop(16, 10, 16, 22)),
    CROP_BOTTOM("crop-bottom", crop(16, 22, 16, 10)),
    CROP_LEFT("crop-left", crop(10, 16, 22, 16)),
    CROP_RIGHT("crop-right", crop(22, 16, 10, 16)),
    CROP_TOP_LEFT("crop-top-left", crop(10, 10, 22, 22)),
    CROP_TOP_RIGHT("crop-top-right", crop(22, 10, 10, 22)),
    CROP_BOTTOM_LEFT("crop-bottom-left", crop(10, 22, 22, 10)),
    CROP_BOTTOM_RIGHT("crop-bottom-right", crop(22, 22, 10, 10)),
    CROP_DEEP("crop-deep", crop(22, 22, 22, 22));

    private final String label;
    private final Symmetry symmetry;
    private final Region region;

    View(String label, Region region) {
        this(label, Symmetry.IDENTITY, region);
    }

    View(String label, Symmetry symmetry, Region region) {
        this.label = label;
        this.symmetry = symmetry;
        this.region = region;
    }

    /** @throws RlpipsException INVALID_ARGUMENT naming the views there are */
    public static View named(String label) {
        return Arrays.stream(values())
                .filter(view -> view.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "unknown view '%s', known: %s"
                                .formatted(
                                        label,
                                        Arrays.stream(values()).map(View::label).collect(Collectors.joining(", ")))));
    }

    /** @return lower case with hyphens */
    public String label() {
        return label;
    }

    /** @return the part of the reference that is seen; before it is turned or mirrored */
    public Region region() {
        return region;
    }

    /**
     * Cuts and resizes in one step, then moves or greys the pixels. {@link #AS_IS} is the master resized, bit for bit.
     *
     * @param master square, usually {@link Canonicaliser#MASTER_SIZE}
     * @param inputSize side in pixels of the model's pictures, at least 1
     * @return {@code inputSize} squared
     * @throws RlpipsException INVALID_ARGUMENT for a master that is not square or a size below 1
     */
    public RgbImage input(RgbImage master, int inputSize) {
        if (master.width() != master.height()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "master of %d x %d pixels, views need a square one".formatted(master.width(), master.height()));
        }
        RgbImage seen = symmetry.apply(Resize.to(master, region, inputSize, inputSize));
        return this == GREY ? grey(seen) : seen;
    }

    /** In thousandths, so that every processor rounds alike. */
    private static RgbImage grey(RgbImage picture) {
        byte[] from = picture.pixels();
        byte[] luma = new byte[from.length];
        for (int at = 0; at < from.length; at += 3) {
            int thousandths = 299 * (from[at] & 0xff) + 587 * (from[at + 1] & 0xff) + 114 * (from[at + 2] & 0xff);
            Arrays.fill(luma, at, at + 3, (byte) ((thousandths + 500) / 1000));
        }
        return new RgbImage(picture.width(), picture.height(), luma);
    }

    /** What is cut off, in pixels of the master. */
    private static Region crop(int left, int top, int right, int bottom) {
        double side = Canonicaliser.MASTER_SIZE;
        return new Region(left / side, top / side, 1 - right / side, 1 - bottom / side);
    }
}
